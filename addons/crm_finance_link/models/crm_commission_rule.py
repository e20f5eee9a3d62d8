from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.commission import Tier

ROLES = [
    ("sales", "Salesperson"),
    ("manager", "Team Leader"),
    ("lead", "Lead Designer"),
    ("design", "Designers"),
]
#: A product is nearer than any category, however deep.
NEAREST = 1000


class CrmCommissionRule(models.Model):
    """The rate of one role, with tiers of the year.

    Perhaps of one design type, one product or one category of products alone. For each
    product of an invoice the nearest rule counts: of the product, of its category or
    the next one above it, of none; of equals the one of the design type.
    """

    _name = "crm.commission.rule"
    _description = "Commission Rule"
    _order = "plan_id, sequence, id"

    plan_id = fields.Many2one(
        "crm.commission.plan", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    sequence = fields.Integer(default=10)
    role = fields.Selection(ROLES, required=True, default="sales")
    design_type_id = fields.Many2one(
        "crm.design.type", help="Contracts of this type alone; none: all others."
    )
    product_id = fields.Many2one(
        "product.product",
        index="btree_not_null",
        ondelete="restrict",
        domain=[("sale_ok", "=", True)],
        help="What this product brings of an invoice; none: all others.",
    )
    product_categ_id = fields.Many2one(
        "product.category",
        string="Product Category",
        index="btree_not_null",
        ondelete="restrict",
        help="What the products of this category, and of those below it, bring.",
    )
    rate = fields.Float(
        string="Rate (%)",
        digits=(5, 2),
        required=True,
        aggregator=None,
        help="Of the money received without tax, for the whole role: several people of "
        "a role share it.",
    )
    tier_ids = fields.One2many("crm.commission.tier", "rule_id", copy=True)
    tiers_text = fields.Char(string="Tiers", compute="_compute_tiers_text")

    _rate_within_bounds = models.Constraint(
        "CHECK(rate >= 0 AND rate <= 100)", "A rate is between 0 and 100 %."
    )

    _product_or_category = models.Constraint(
        "CHECK(product_id IS NULL OR product_categ_id IS NULL)",
        "A rule names a product or a category of products, not both.",
    )

    @api.depends(
        "design_type_id.name",
        "plan_id.name",
        "product_categ_id.name",
        "product_id.name",
        "role",
    )
    def _compute_display_name(self):
        labels = dict(self._fields["role"]._description_selection(self.env))
        for rule in self:
            parts = [
                rule.plan_id.name,
                labels.get(rule.role),
                rule.design_type_id.name,
                rule.product_id.name or rule.product_categ_id.name,
            ]
            rule.display_name = " · ".join(filter(None, parts))

    @api.depends("tier_ids.start", "tier_ids.rate")
    def _compute_tiers_text(self):
        for rule in self:
            rule.tiers_text = ", ".join(
                self.env._(
                    "from %(start)s: %(rate)s %%",
                    start=rule.currency_id.format(tier.start),
                    rate=f"{tier.rate:g}",
                )
                for tier in rule.tier_ids
            )

    @api.constrains("tier_ids")
    def _check_tiers(self):
        for rule in self:
            starts = rule.tier_ids.mapped("start")
            if len(set(starts)) < len(starts):
                raise ValidationError(
                    self.env._(
                        "Two tiers of %(rule)s start at the same amount.",
                        rule=rule.display_name,
                    )
                )

    def _get_nearness(self, design_type, product):
        """Return how near this rule is to a product, greater is nearer; None: not its.

        :param product: of the invoice; none: a line without one
        """
        self.ensure_one()
        if self.design_type_id and self.design_type_id != design_type:
            return None
        place = 0
        if self.product_id:
            if self.product_id != product:
                return None
            place = NEAREST
        elif self.product_categ_id:
            # The path of a category names those above it, itself last.
            path = (product.categ_id.parent_path or "").split("/")
            wanted = str(self.product_categ_id.id)
            if wanted not in path:
                return None
            place = path.index(wanted) + 1
        return place, bool(self.design_type_id)

    def _get_tiers(self):
        """Return the tiers for the rule of tools, the rate itself from 0 on."""
        self.ensure_one()
        own = [Tier(Decimal(0), exact(self.rate))]
        return (
            *own,
            *(Tier(exact(tier.start), exact(tier.rate)) for tier in self.tier_ids),
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_unused(self):
        # Whoever edits plans need not read everybody's entries.
        entries_sudo = self.env["crm.commission.entry"].sudo()
        if entry := entries_sudo.search([("rule_id", "in", self.ids)], limit=1):
            raise ValidationError(
                self.env._(
                    "Commission was booked by %(rule)s, so it stays. End the plan and "
                    "make a new one.",
                    rule=entry.rule_id.display_name,
                )
            )


def exact(number):
    """Return a stored number as it reads, without what floats add."""
    return Decimal(str(round(number, 6)))
