from odoo import fields, models

from ..tools.routing import DEFAULT_TZ, Hours

OWN_FIELDS = ("quiet_kind", "quiet_from", "quiet_until")


class ResUsers(models.Model):
    """When a person wants to be left alone."""

    _inherit = "res.users"

    quiet_kind = fields.Selection(
        [
            ("company", "The company's hours"),
            ("own", "My own hours"),
            ("never", "Never"),
        ],
        string="Quiet Hours",
        default="company",
        help="In quiet hours only urgent messages arrive in the chat tool; the others "
        "are told in one message at their end.",
    )
    quiet_from = fields.Float(default=22.0)
    quiet_until = fields.Float(default=8.0)

    _quiet_hours_of_day = models.Constraint(
        "CHECK(quiet_from >= 0 AND quiet_from < 24 AND quiet_until >= 0 "
        "AND quiet_until < 24)",
        "Quiet hours are between 00:00 and 23:59.",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return [*super().SELF_READABLE_FIELDS, *OWN_FIELDS]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return [*super().SELF_WRITEABLE_FIELDS, *OWN_FIELDS]

    def _quiet_hours(self, company):
        """When this person is left alone, on his clock."""
        self.ensure_one()
        zone = self.tz or DEFAULT_TZ
        if self.quiet_kind == "never":
            return Hours(zone, 0, 0)
        if self.quiet_kind == "own":
            return Hours(zone, self.quiet_from, self.quiet_until)
        return company._quiet_hours(zone)

    def action_choose_notifications(self):
        """Open one's own choices of how to hear of what."""
        return self.env["crm.connector.preference"].action_open_mine()
