{
    "name": "Design CRM: Projects and Finance",
    "summary": "A client's sign-off makes the instalment due",
    "version": "19.0.1.0.0",
    "category": "Services/Project",
    "author": "Design CRM",
    "website": "https://github.com/design-crm/design-crm-odoo",
    "license": "AGPL-3",
    "depends": [
        "account",
        "crm_contract",
        "crm_finance_link",
        "crm_projects",
        "project",
    ],
    "data": [
        "views/crm_payment_plan_views.xml",
        "views/crm_receivable_report_views.xml",
    ],
    "auto_install": ["crm_finance_link", "crm_projects"],
}
