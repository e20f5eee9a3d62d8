from odoo import fields, models


class CrmCommissionTier(models.Model):
    """From which amount of a person's year on another rate counts, for what is more."""

    _name = "crm.commission.tier"
    _description = "Commission Tier"
    _order = "rule_id, start"

    rule_id = fields.Many2one(
        "crm.commission.rule", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="rule_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    start = fields.Monetary(
        string="Received from",
        required=True,
        help="What was received for this person since 1 January, without tax.",
    )
    rate = fields.Float(
        string="Rate (%)", digits=(5, 2), required=True, aggregator=None
    )

    _start_positive = models.Constraint(
        "CHECK(start > 0)", "A tier starts at more than zero."
    )
    _rate_within_bounds = models.Constraint(
        "CHECK(rate >= 0 AND rate <= 100)", "A rate is between 0 and 100 %."
    )
