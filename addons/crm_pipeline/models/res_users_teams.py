from odoo import fields, models


class ResUsers(models.Model):
    """Whose records somebody sees besides his own: what the record rules ask for.

    Ids and no paths, so that a list of leads stays one look into their indexes. Odoo
    keeps the rules' domains per user; teams, memberships and shares clear them.
    """

    _inherit = "res.users"

    crm_led_team_ids = fields.Many2many(
        "crm.team", compute="_compute_crm_seen_team_ids", compute_sudo=True
    )
    crm_seen_team_ids = fields.Many2many(
        "crm.team",
        compute="_compute_crm_seen_team_ids",
        compute_sudo=True,
        help="Teams he leads, and his own where colleagues see each other's records.",
    )
    crm_shared_registration_ids = fields.Many2many(
        "crm.registration",
        compute="_compute_crm_shared_registration_ids",
        compute_sudo=True,
    )

    def _compute_crm_seen_team_ids(self):
        Team = self.env["crm.team"]
        led = dict(
            Team._read_group(
                [("user_id", "in", self.ids)], ["user_id"], ["id:recordset"]
            )
        )
        shown = dict(
            self.env["crm.team.member"]._read_group(
                [
                    ("user_id", "in", self.ids),
                    ("crm_team_id.active", "=", True),
                    ("crm_team_id.member_visibility", "=", "team"),
                ],
                ["user_id"],
                ["crm_team_id:recordset"],
            )
        )
        for user in self:
            user.crm_led_team_ids = led.get(user._origin, Team)
            user.crm_seen_team_ids = user.crm_led_team_ids | shown.get(
                user._origin, Team
            )

    def _compute_crm_shared_registration_ids(self):
        shares = dict(
            self.env["crm.registration.share"]._read_group(
                [("user_id", "in", self.ids)],
                ["user_id"],
                ["registration_id:recordset"],
            )
        )
        for user in self:
            user.crm_shared_registration_ids = shares.get(
                user._origin, self.env["crm.registration"]
            )
