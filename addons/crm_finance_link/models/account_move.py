from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AccountMove(models.Model):
    """Invoices know the instalment they claim."""

    _inherit = "account.move"

    plan_line_id = fields.Many2one(
        "crm.payment.plan.line",
        string="Instalment",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    contract_id = fields.Many2one(
        related="plan_line_id.contract_id", store=True, index="btree_not_null"
    )

    @api.constrains("plan_line_id", "move_type", "partner_id")
    def _check_plan_line(self):
        for move in self.filtered("plan_line_id"):
            line_sudo = move.plan_line_id.sudo()  # billing users read no quotations
            # A company of the same group may be the one who is invoiced.
            partners = line_sudo.partner_id | line_sudo.contract_id.order_ids.mapped(
                "partner_invoice_id"
            )
            customers = partners.commercial_partner_id
            if (
                move.move_type not in ("out_invoice", "out_refund")
                or move.commercial_partner_id not in customers
            ):
                raise ValidationError(
                    self.env._(
                        "Instalment %(line)s belongs to %(customer)s: only customer "
                        "invoices and credit notes of this customer can claim it.",
                        line=line_sudo.display_name,
                        customer=line_sudo.partner_id.name,
                    )
                )

    def _reverse_moves(self, default_values_list=None, cancel=False):
        defaults = default_values_list or [{} for _move in self]
        for move, values in zip(self, defaults, strict=True):
            values.setdefault("plan_line_id", move.plan_line_id.id)
        return super()._reverse_moves(defaults, cancel=cancel)

    def _invoice_paid_hook(self):
        result = super()._invoice_paid_hook()
        # Whoever registers the payment need not have rights on plans.
        self.sudo().plan_line_id._announce_paid()
        return result

    def action_view_plan(self):
        """Open the payment plan this invoice belongs to."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.payment.plan",
            "res_id": self.plan_line_id.plan_id.id,
            "views": [(False, "form")],
        }
