from odoo import fields, models

from ..tools import lead_grade


class ResCompany(models.Model):
    """How registrations of channel partners and leads from outside are dealt with."""

    _inherit = "res.company"

    channel_protection_days = fields.Integer(
        string="Protection for Channel Partners (days)",
        default=15,
        help="How long an approved registration of a channel partner is protected.",
    )
    channel_limit = fields.Integer(
        string="Open Registrations per Channel Partner",
        default=100,
        help="Waiting for approval, or approved and still protected.",
    )
    channel_hourly_limit = fields.Integer(
        string="Registrations per Channel User and Hour", default=10
    )
    channel_daily_limit = fields.Integer(
        string="Registrations per Channel Partner and Day", default=50
    )
    channel_approves_without_conflict = fields.Boolean(
        string="Channel Partners: No Conflict, No Approval",
        help="Follow the team's rule for channel partners, too. Off by default: an "
        "approval at once tells an outsider that nobody knows this customer, and a "
        "review that somebody does.",
    )

    lead_conflict_policy = fields.Selection(
        [
            ("owner", "The owner of the known record"),
            ("manager", "The leader of the sales team"),
        ],
        string="Leads of Known Customers Go to",
        default="owner",
        required=True,
        help="A lead that comes in from a customer whom somebody has already is never "
        "given to a third person. Without an owner the team's leader gets it.",
    )

    lead_large_amount = fields.Monetary(
        string="Large Lead: Budget from",
        default=300_000,
        help="A lead that comes in with such a budget has two stars; 0: budgets do not "
        "count. What somebody has given stars himself is left as it is.",
    )
    lead_large_area = fields.Float(string="Large Lead: Area from (m²)", default=1_000)
    lead_key_amount = fields.Monetary(
        string="Key Lead: Budget from",
        default=1_000_000,
        help="Three stars; customers of the best grade have three stars, too.",
    )
    lead_key_area = fields.Float(string="Key Lead: Area from (m²)", default=5_000)

    _lead_limits_positive = models.Constraint(
        "CHECK(lead_large_amount >= 0 AND lead_large_area >= 0 "
        "AND lead_key_amount >= 0 AND lead_key_area >= 0)",
        "Budgets and areas from which leads have stars cannot be negative.",
    )
    _channel_limits_positive = models.Constraint(
        "CHECK(channel_protection_days > 0 AND channel_limit > 0 "
        "AND channel_hourly_limit > 0 AND channel_daily_limit > 0)",
        "The limits of channel partners must be at least one.",
    )

    def _get_lead_limits(self):
        """Return from which budget and area on leads have stars."""
        self.ensure_one()
        return lead_grade.Limits(
            large_amount=self.lead_large_amount,
            large_area=self.lead_large_area,
            key_amount=self.lead_key_amount,
            key_area=self.lead_key_area,
        )
