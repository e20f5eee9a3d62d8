-- Even with secrets entered again, a copy does not reach the vendor by itself.
UPDATE crm_connector
   SET base_url = 'https://neutralized.invalid',
       dingtalk_api_url = 'https://neutralized.invalid',
       is_dingtalk_todo_shown = false,
       is_dingtalk_meeting_shown = false
 WHERE kind = 'dingtalk';
UPDATE crm_dingtalk_item
   SET state = 'failed',
       error = 'neutralized copy',
       next_try_at = NULL
 WHERE state = 'waiting';
DELETE FROM queue_job
 WHERE model_name = 'crm.dingtalk.item'
   AND state IN ('wait_dependencies', 'pending', 'enqueued', 'started');
