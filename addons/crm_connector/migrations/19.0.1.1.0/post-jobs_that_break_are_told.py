def migrate(cr, version):
    """Jobs of cards and approvals that break are told: updates leave them alone."""
    if not version:
        return
    cr.execute(
        """
        UPDATE queue_job_function job
           SET on_fail_method = '_on_job_failed'
          FROM ir_model_data data
         WHERE data.module = 'crm_connector'
           AND data.model = 'queue.job.function'
           AND data.name IN ('queue_job_function_card_refresh',
                             'queue_job_function_approval_start')
           AND job.id = data.res_id
           AND job.on_fail_method IS NULL
        """
    )
