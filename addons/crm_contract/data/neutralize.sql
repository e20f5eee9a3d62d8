-- A copied database signs no contract in the company's name.
UPDATE crm_contract_certificate
   SET active = false, pkcs12 = NULL, password = NULL;
-- Nor does it send one to an e-sign provider, nor is it called by one.
UPDATE crm_sign_provider
   SET active = false,
       state = 'draft',
       base_url = NULL,
       app_secret = NULL,
       callback_secret = NULL;
UPDATE crm_sign_envelope
   SET state = 'failed',
       error = 'neutralized copy',
       next_try_at = NULL
 WHERE task IS NOT NULL;
