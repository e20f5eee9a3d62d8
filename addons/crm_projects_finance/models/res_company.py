from odoo import fields, models


class ResCompany(models.Model):
    """From when on money that is overdue holds back what is released to clients."""

    _inherit = "res.company"

    release_hold_days = fields.Integer(
        string="Hold Releases when Overdue (days)",
        help="Nothing more is released to a client whose instalments are overdue for "
        "more than so many days; 10 is usual. 0: nothing is held.",
    )

    _release_hold_days_positive = models.Constraint(
        "CHECK(release_hold_days >= 0)",
        "The days after which releases are held cannot be negative.",
    )
