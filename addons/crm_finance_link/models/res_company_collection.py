from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    is_dunning_active = fields.Boolean(
        string="Dunning Ladder",
        default=True,
        help="Every day the ladder plans calls and proposes messages for what is late.",
    )
    collector_id = fields.Many2one(
        "res.users",
        help="Who calls where a dunning level says so; else the salesperson.",
    )
    suspend_notice_days = fields.Integer(
        string="Propose to Suspend Work After (days)",
        default=10,
        help="So many days overdue a notice of suspension is proposed; 0: never.",
    )
    bad_debt_months = fields.Integer(
        string="Bad Debt After (months)",
        default=3,
        help="What is late for so long becomes a case of bad debt; 0: never.",
    )

    _collection_days_positive = models.Constraint(
        "CHECK(suspend_notice_days >= 0 AND bad_debt_months >= 0)",
        "The days and months of collection cannot be negative.",
    )
