from odoo import api, fields, models

#: what the record rules read of a team
SEEING_FIELDS = frozenset({"active", "member_visibility", "user_id"})


class CrmTeam(models.Model):
    _inherit = "crm.team"

    member_visibility = fields.Selection(
        [
            ("own", "Their own records"),
            ("team", "The records of the whole team"),
        ],
        string="Members See",
        required=True,
        default="own",
        help="Of leads, opportunities, registrations and what hangs on them. Whoever "
        "has the sales right “Own Documents Only” sees the other teams' never; the "
        "team leader sees the whole team always.",
    )

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

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        self.env.registry.clear_cache()
        return teams

    def write(self, vals):
        result = super().write(vals)
        if not SEEING_FIELDS.isdisjoint(vals):
            self.env.registry.clear_cache()
        return result

    _registration_limit_positive = models.Constraint(
        "CHECK(registration_limit >= 0)",
        "The number of open registrations is not negative.",
    )
    _protection_days_positive = models.Constraint(
        "CHECK(protection_days > 0)",
        "The protection period must be at least one day.",
    )
