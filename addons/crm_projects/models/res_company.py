from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    included_rounds = fields.Integer(
        string="Rounds of Each Deliverable Included",
        default=3,
        help="New contracts begin with it; each may have its own. 0: no limit.",
    )

    _included_rounds_positive = models.Constraint(
        "CHECK(included_rounds >= 0)", "The rounds included cannot be negative."
    )
