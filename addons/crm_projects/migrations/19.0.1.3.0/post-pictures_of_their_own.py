def migrate(cr, version):
    """Pictures of versions lay on the versions; now they are rows of their own."""
    if not version:
        return
    cr.execute(
        """
        INSERT INTO project_deliverable_picture
               (version_id, state, reason, tries, create_uid, create_date,
                write_uid, write_date)
        SELECT id, thumbnail_state,
               CASE WHEN thumbnail_state = 'none' THEN 'broken' END,
               CASE WHEN thumbnail_state = 'waiting' THEN 0 ELSE 1 END,
               1, now() AT TIME ZONE 'UTC', 1, now() AT TIME ZONE 'UTC'
          FROM project_deliverable_version
            ON CONFLICT DO NOTHING
        """
    )
    cr.execute(
        """
        UPDATE ir_attachment file
           SET res_model = 'project.deliverable.picture', res_field = 'image',
               res_id = picture.id
          FROM project_deliverable_picture picture
         WHERE file.res_model = 'project.deliverable.version'
           AND file.res_field = 'thumbnail' AND file.res_id = picture.version_id
        """
    )
    # The job is no part of what an update rewrites, because people change its times.
    cr.execute(
        """
        UPDATE ir_act_server action
           SET model_id = model.id, code = 'model._cron_draw()'
          FROM ir_model model, ir_cron cron, ir_model_data xid
         WHERE model.model = 'project.deliverable.picture'
           AND xid.module = 'crm_projects' AND xid.name = 'ir_cron_draw_thumbnails'
           AND xid.model = 'ir.cron' AND cron.id = xid.res_id
           AND action.id = cron.ir_actions_server_id
        """
    )
    cr.execute("ALTER TABLE project_deliverable_version DROP COLUMN thumbnail_state")
