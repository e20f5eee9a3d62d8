from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    contract_notice_days = fields.Integer(
        string="Remind of a Contract's End (days before)",
        default=30,
        help="New contracts begin with it; each may have its own.",
    )

    _contract_notice_days_positive = models.Constraint(
        "CHECK(contract_notice_days >= 0)",
        "The days before a contract's end cannot be negative.",
    )
