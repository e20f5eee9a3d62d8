{
    "name": "Design CRM: Customers",
    "summary": "Customer master data and the business events every addon reports to",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Design CRM",
    "website": "https://github.com/design-crm/design-crm-odoo",
    "license": "AGPL-3",
    "depends": ["base", "calendar", "crm", "mail", "sales_team", "web"],
    "data": [
        "security/ir.model.access.csv",
        "security/crm_business_event_security.xml",
        "security/crm_ownership_security.xml",
        "views/crm_business_event_views.xml",
        "views/res_partner_views.xml",
        "views/crm_ownership_views.xml",
        "views/res_partner_timeline_views.xml",
    ],
    "assets": {
        "web.assets_backend": ["crm_customer/static/src/timeline/*"],
    },
}
