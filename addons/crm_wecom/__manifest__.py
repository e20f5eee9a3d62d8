{
    "name": "Design CRM: WeCom",
    "summary": "WeCom (企业微信) as a channel for the notices of the Design CRM",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Design CRM",
    "website": "https://github.com/design-crm/design-crm-odoo",
    "license": "AGPL-3",
    "depends": ["crm_connector", "crm_customer", "queue_job"],
    "data": ["views/crm_connector_views.xml"],
}
