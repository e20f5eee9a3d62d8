from odoo import fields, models

from ..tools.routing import Hours


class ResCompany(models.Model):
    """When people are left alone, and what becomes a summary."""

    _inherit = "res.company"

    quiet_from = fields.Float(string="Quiet from", default=22.0)
    quiet_until = fields.Float(default=8.0)
    digest_hour = fields.Float(string="Daily Summary at", default=8.5)
    flood_count = fields.Integer(
        string="Messages before They Are Joined",
        default=5,
        help="Who got so many within the minutes below gets the further ones in one "
        "message. 0: never.",
    )
    flood_minutes = fields.Integer(string="Within Minutes", default=10)

    _hours_of_day = models.Constraint(
        "CHECK(quiet_from >= 0 AND quiet_from < 24 AND quiet_until >= 0 "
        "AND quiet_until < 24 AND digest_hour >= 0 AND digest_hour < 24)",
        "Quiet hours and the summary's hour are between 00:00 and 23:59.",
    )
    _flood_positive = models.Constraint(
        "CHECK(flood_count >= 0 AND flood_minutes > 0)",
        "Messages are joined within at least one minute.",
    )

    def _quiet_hours(self, zone):
        """The company's quiet hours on the clock of ``zone``."""
        return Hours(zone, self.quiet_from, self.quiet_until)
