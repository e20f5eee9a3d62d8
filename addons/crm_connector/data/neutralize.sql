-- A copy of a database must not write to anybody in the company's name.
UPDATE crm_connector
   SET active = false,
       state = 'draft',
       is_login_enabled = false,
       is_open_link_enabled = false,
       app_secret = NULL,
       callback_token = NULL,
       callback_aes_key = NULL,
       callback_key = NULL;
UPDATE crm_connector_robot
   SET active = false,
       key = 'neutralized-' || id,
       secret = NULL;
UPDATE crm_connector_token
   SET access_token = NULL,
       expires_at = NULL;
DELETE FROM crm_connector_ticket;
UPDATE crm_connector_message
   SET state = 'dead',
       error = 'neutralized copy',
       next_try_at = NULL
 WHERE state IN ('queued', 'collected');
UPDATE crm_connector_event
   SET state = 'failed',
       error = 'neutralized copy',
       next_try_at = NULL
 WHERE state = 'received';
UPDATE crm_connector_card
   SET code = NULL,
       is_stale = false;
UPDATE crm_connector_approval
   SET state = 'failed',
       reason = 'neutralized copy'
 WHERE state IN ('queued', 'starting', 'pending');
DELETE FROM queue_job
 WHERE model_name LIKE 'crm.connector%'
   AND state IN ('wait_dependencies', 'pending', 'enqueued', 'started');
