from odoo import fields, models


class CrmTeam(models.Model):
    _inherit = "crm.team"

    protection_days = fields.Integer(
        string="Protection Period (days)",
        default=30,
        help="How long an approved registration of this team is protected, "
        "counted from its approval.",
    )

    _protection_days_positive = models.Constraint(
        "CHECK(protection_days > 0)",
        "The protection period must be at least one day.",
    )
