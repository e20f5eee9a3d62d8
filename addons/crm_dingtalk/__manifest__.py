{
    "name": "Design CRM: DingTalk",
    "summary": "DingTalk (钉钉) as a channel for the notices of the Design CRM",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Design CRM",
    "website": "https://github.com/design-crm/design-crm-odoo",
    "license": "AGPL-3",
    "depends": ["base", "crm_connector", "crm_customer", "queue_job"],
    "data": [
        "data/queue_job_data.xml",
        "data/ir_cron_data.xml",
        "views/crm_connector_views.xml",
    ],
    "external_dependencies": {"python": ["cryptography"]},
}
