-- A copied database signs no contract in the company's name.
UPDATE crm_contract_certificate
   SET active = false, pkcs12 = NULL, password = NULL;
