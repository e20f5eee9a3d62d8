from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command

from odoo.addons.crm_approval.tools import content as content_rules

from .project_change_order import PRICE_GROUPS

EFFORT_GROUPS = "project.group_project_user"


class ProjectChangeOrder(models.Model):
    """Effort, price and effect on the dates of a change."""

    _inherit = "project.change.order"

    effort_ids = fields.One2many(
        "project.change.effort",
        "order_id",
        copy=True,
        groups=EFFORT_GROUPS,
    )
    hours = fields.Float(compute="_compute_hours", store=True, groups=EFFORT_GROUPS)
    price = fields.Monetary(
        groups=PRICE_GROUPS,
        tracking=True,
        help="What the client pays for it, as a price on a quotation: taxes are added "
        "where they are not part of it. 0: free of charge.",
    )
    tax_ids = fields.Many2many(
        "account.tax",
        string="Taxes",
        compute="_compute_tax_ids",
        store=True,
        readonly=False,
        groups=PRICE_GROUPS,
        domain="[('type_tax_use', '=', 'sale'), "
        "('company_id', 'parent_of', company_id)]",
        help="As on the contract, unless said otherwise.",
    )
    amount_untaxed = fields.Monetary(
        compute="_compute_amounts", store=True, groups=PRICE_GROUPS
    )
    amount_tax = fields.Monetary(
        string="Tax", compute="_compute_amounts", store=True, groups=PRICE_GROUPS
    )
    amount_total = fields.Monetary(
        string="Total", compute="_compute_amounts", store=True, groups=PRICE_GROUPS
    )
    effect_ids = fields.One2many(
        "project.change.effect", "order_id", string="Effect on the Dates", copy=True
    )
    effect_days = fields.Integer(
        string="Working Days",
        compute="_compute_effect_days",
        store=True,
        help="By how many working days the phases named become longer, all in all.",
    )

    _price_positive = models.Constraint(
        "CHECK(price IS NULL OR price >= 0)",
        "The price of a change order cannot be negative: what the client is spared is "
        "agreed in a supplement to the contract.",
    )

    @api.depends("effort_ids.hours")
    def _compute_hours(self):
        for order in self:
            order.hours = sum(order.effort_ids.mapped("hours"))

    @api.depends("effect_ids.days")
    def _compute_effect_days(self):
        for order in self:
            order.effect_days = sum(order.effect_ids.mapped("days"))

    @api.depends("project_id")
    def _compute_tax_ids(self):
        for order in self:
            # Taxed as the contract is; designers do not read its quotations.
            orders_sudo = order.sudo().contract_id._contract_orders()
            lines_sudo = orders_sudo.order_line.filtered(
                lambda line: not line.display_type
            )
            order.tax_ids = [Command.set(lines_sudo[:1].tax_ids.ids)]

    @api.depends("price", "tax_ids", "currency_id")
    def _compute_amounts(self):
        for order in self:
            taxed = order.tax_ids.compute_all(
                order.price or 0.0,
                currency=order.currency_id,
                partner=order.partner_id,
            )
            order.amount_untaxed = taxed["total_excluded"]
            order.amount_total = taxed["total_included"]
            order.amount_tax = taxed["total_included"] - taxed["total_excluded"]

    @api.constrains("effect_ids", "project_id")
    def _check_effects(self):
        for order in self:
            foreign = order.effect_ids.milestone_id.filtered(
                lambda phase, order=order: phase.project_id != order.project_id
            )
            if foreign:
                raise ValidationError(
                    self.env._(
                        "Phase %(phase)s belongs to another project than change order "
                        "%(order)s.",
                        phase=foreign[0].name,
                        order=order.display_name,
                    )
                )

    def _client_content(self):
        """Return what the client is shown and agrees to, as plain JSON values.

        ``self`` is superuser: everything counts, whoever asks.
        """
        self.ensure_one()
        return {
            "number": self.name,
            "contract": self.contract_id.name,
            "project": self.project_id.id,
            "deliverable": self.deliverable_id.id,
            "version": self.version_id.id,
            "title": self.title,
            "description": self.description,
            "reason": self.reason or "",
            "added_rounds": self.added_rounds,
            "currency": self.currency_id.name,
            "price": self.price,
            "amount_untaxed": self.amount_untaxed,
            "amount_total": self.amount_total,
            "tax_ids": sorted(self.tax_ids.ids),
            "effect_ids": [
                {"phase": effect.milestone_id.id, "days": effect.days}
                for effect in self.effect_ids.sorted("id")
            ],
        }

    def _content_sha256(self):
        """Return the hash of what the client is shown."""
        return content_rules.digest(self.sudo()._client_content())
