from odoo import fields, models


class CrmTeam(models.Model):
    _inherit = "crm.team"

    protection_days = fields.Integer(
        string="Protection Period (days)",
        default=30,
        help="How long an approved registration of this team is protected, "
        "counted from its approval.",
    )

    registration_limit = fields.Integer(
        string="Open Registrations per Person",
        default=100,
        help="Waiting for approval, or approved and still protected; 0: no limit.",
    )
    approves_without_conflict = fields.Boolean(
        string="No Conflict, No Approval",
        help="Registrations without a conflict to review are approved by this rule, "
        "at once; all others go to the manager.",
    )

    _registration_limit_positive = models.Constraint(
        "CHECK(registration_limit >= 0)",
        "The number of open registrations is not negative.",
    )
    _protection_days_positive = models.Constraint(
        "CHECK(protection_days > 0)",
        "The protection period must be at least one day.",
    )
