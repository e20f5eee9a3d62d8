from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import design_fee


class CrmFeeEstimate(models.Model):
    """How the fee of a quotation was reckoned: evidence, which nobody changes.

    ``calculation`` holds what was typed and every step in plain values, so that it is
    read the same after the fee table has changed: see ``_prepare_calculation()``.
    """

    _name = "crm.fee.estimate"
    _description = "Fee Estimate"
    _order = "id desc"
    _inherit = ["crm.fee.wording"]

    order_id = fields.Many2one(
        "sale.order",
        string="Quotation",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    user_id = fields.Many2one("res.users", string="Estimated by", readonly=True)
    estimated_at = fields.Datetime(readonly=True)
    table_name = fields.Char(string="Fee Table", readonly=True)
    basis = fields.Selection(
        [("cost", "By Cost"), ("area", "By Area")], required=True, readonly=True
    )
    design_type_id = fields.Many2one("crm.design.type", readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    fee = fields.Monetary(string="Design Fee", readonly=True)
    total = fields.Monetary(string="With Site Service", readonly=True)
    calculation = fields.Json(readonly=True)
    steps = fields.Json(compute="_compute_steps")

    @api.depends("order_id.name", "fee")
    def _compute_display_name(self):
        for estimate in self:
            fee = estimate.currency_id.format(estimate.fee)
            estimate.display_name = f"{estimate.order_id.name} · {fee}"

    @api.depends("calculation")
    @api.depends_context("lang")
    def _compute_steps(self):
        for estimate in self:
            estimate.steps = estimate._say_steps(estimate.calculation or [])

    def write(self, vals):
        """Refuse: an estimate is evidence. Make a new one instead."""
        if self:
            raise UserError(
                self.env._(
                    "The estimate of %(order)s is kept as it was made. Make a new one "
                    "with “Estimate the Fee” instead.",
                    order=self[0].order_id.name,
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        """Evidence goes with its quotation, and not before."""
        raise UserError(
            self.env._(
                "The estimate of %(order)s cannot be deleted: it is the evidence of "
                "its fee.",
                order=self[0].order_id.name,
            )
        )

    @api.model
    def _prepare_calculation(self, steps, currency):
        """Return steps of ``tools/design_fee`` as plain JSON values.

        :param steps: list of ``design_fee.Step``
        :param currency: of their results
        """
        return [
            {
                "kind": step.kind,
                "facts": step.facts,
                "result": str(design_fee.round_fee(step.result, design_fee.CENT)),
                "currency_id": currency.id,
            }
            for step in steps
        ]

    def _copy_to(self, order):
        """Keep the same evidence at ``order``, the next revision of its quotation."""
        return self.create(
            [
                {
                    "order_id": order.id,
                    "user_id": one.user_id.id,
                    "estimated_at": one.estimated_at,
                    "table_name": one.table_name,
                    "basis": one.basis,
                    "design_type_id": one.design_type_id.id,
                    "currency_id": one.currency_id.id,
                    "fee": one.fee,
                    "total": one.total,
                    "calculation": one.calculation,
                }
                for one in self.sorted("id")
            ]
        )
