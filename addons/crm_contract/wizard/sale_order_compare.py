from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrderCompare(models.TransientModel):
    """Two revisions of one quotation side by side."""

    _name = "sale.order.compare"
    _description = "Comparison of Revisions"

    order_id = fields.Many2one("sale.order", required=True, ondelete="cascade")
    revision_ids = fields.Many2many("sale.order", compute="_compute_revision_ids")
    old_id = fields.Many2one(
        "sale.order",
        string="Earlier Revision",
        compute="_compute_old_id",
        store=True,
        readonly=False,
        ondelete="cascade",
        domain="[('id', 'in', revision_ids)]",
    )
    new_id = fields.Many2one(
        "sale.order",
        string="Later Revision",
        compute="_compute_new_id",
        store=True,
        readonly=False,
        ondelete="cascade",
        domain="[('id', 'in', revision_ids)]",
    )
    difference = fields.Json(compute="_compute_difference")

    @api.depends("order_id")
    def _compute_revision_ids(self):
        for wizard in self:
            wizard.order_id.check_access("read")
            wizard.revision_ids = wizard.order_id._get_revisions()

    @api.depends("order_id")
    def _compute_new_id(self):
        for wizard in self:
            # The one that is open, unless it is the first: then what came after it.
            revisions = wizard.revision_ids._origin
            index = revisions.ids.index(wizard.order_id.id)
            wizard.new_id = revisions[max(index, min(1, len(revisions) - 1))]

    @api.depends("order_id", "new_id")
    def _compute_old_id(self):
        for wizard in self:
            revisions = wizard.revision_ids._origin
            earlier = revisions.filtered(
                lambda one, new=wizard.new_id: one.revision_number < new.revision_number
            )
            wizard.old_id = wizard.old_id or (earlier or revisions)[-1:]

    @api.depends("old_id", "new_id")
    @api.depends_context("lang")
    def _compute_difference(self):
        for wizard in self:
            old, new = wizard.old_id, wizard.new_id
            if not old or not new:
                wizard.difference = False
                continue
            wizard._check_comparable()
            wizard.difference = old._get_difference(new)

    def _check_comparable(self):
        """Raise unless both are revisions of this quotation that the user reads."""
        chosen = (self.old_id | self.new_id)._origin
        chosen.check_access("read")
        if strange := chosen - self.order_id._get_revisions():
            raise UserError(
                self.env._(
                    "%(strange)s is no revision of %(order)s. Choose another one.",
                    strange=strange[0].name,
                    order=self.order_id.name,
                )
            )
