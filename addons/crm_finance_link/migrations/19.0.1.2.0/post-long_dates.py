def migrate(cr, version):
    """Letters say days in words; texts of people keep all else that they have."""
    cr.execute(
        """
        UPDATE mail_template template
           SET body_html = replace(template.body_html::text,
                   'format_date(claim[''date''])',
                   'format_date(claim[''date''], date_format=''long'')')::jsonb
          FROM ir_model model
         WHERE model.id = template.model_id
           AND model.model = 'crm.dunning.notice'
           AND template.body_html::text LIKE '%format_date(claim[''date''])%'
        """
    )
