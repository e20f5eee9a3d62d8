-- Even with secrets entered again, a copy does not reach the vendor by itself.
UPDATE crm_connector
   SET base_url = 'https://neutralized.invalid',
       wecom_is_customer_sync = false
 WHERE kind = 'wecom';
UPDATE crm_wecom_change
   SET state = 'failed',
       error = 'neutralized copy',
       next_try_at = NULL
 WHERE state = 'queued';
UPDATE crm_wecom_transfer
   SET state = 'failed',
       error = 'neutralized copy',
       next_try_at = NULL
 WHERE state IN ('queued', 'started');
UPDATE crm_wecom_sync
   SET state = 'failed',
       error = 'neutralized copy',
       next_try_at = NULL
 WHERE state = 'running';
DELETE FROM queue_job
 WHERE model_name LIKE 'crm.wecom.%'
   AND state IN ('wait_dependencies', 'pending', 'enqueued', 'started');
