from odoo import fields, models

DUTIES = [
    ("lead", "Leads the design"),
    ("design", "Draws"),
    ("proofread", "Proof-reads"),
    ("check", "Checks"),
    ("approve", "Approves"),
    ("site", "Serves the site"),
]


class ProjectRole(models.Model):
    """What a person of the team does; reviews and assignments go by it."""

    _inherit = "project.role"

    duty = fields.Selection(
        DUTIES,
        help="Proof-readers, checkers and approvers are asked, in this order, when a "
        "version is sent to review.",
    )
