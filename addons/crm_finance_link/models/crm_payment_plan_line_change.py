from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .crm_payment_plan import TOTAL_DEFERRED
from .crm_payment_plan_change import SUPPLEMENT_FLOW


class CrmPaymentPlanLine(models.Model):
    """Instalments that a supplement changes, or that wait while work is suspended."""

    _inherit = "crm.payment.plan.line"

    change_ids = fields.One2many("crm.payment.plan.change", "line_id")

    @api.constrains("amount")
    def _check_amount_positive(self):
        for line in self:
            if not line.amount and not line.change_ids:
                raise ValidationError(
                    self.env._(
                        "The amount of instalment %(line)s must be more than zero.",
                        line=line.display_name,
                    )
                )

    def _get_free_amount(self):
        """Return what of this instalment is neither invoiced nor received."""
        self.ensure_one()
        taken = max(self.amount_invoiced, self.amount_received, 0.0)
        return max(self.amount - taken, 0.0)

    def _change_amount(self, amount):
        """Write the amount that a supplement leaves; the plan checks the total."""
        flow = self.with_context(
            plan_total_check=TOTAL_DEFERRED, plan_change_flow=SUPPLEMENT_FLOW
        )
        flow.write({"amount": self.currency_id.round(amount)})

    def _cancel_draft_invoices(self):
        """Cancel the drafts that claim too much now; posted ones stay.

        :return: the instalments that had one
        """
        drafts = self.invoice_ids.filtered(
            lambda move: move.state == "draft" and move.move_type == "out_invoice"
        )
        lines = drafts.plan_line_id
        drafts.button_cancel()
        return lines

    def _tell_void(self, contract):
        """Say in the plans which instalments ended with ``contract``."""
        for plan, lines in self.grouped("plan_id").items():
            plan.message_post(
                body=self.env._(
                    "%(contract)s is terminated, so these instalments are void: "
                    "%(lines)s (%(amount)s in all).",
                    contract=contract.display_name,
                    lines=", ".join(lines.mapped("name")),
                    amount=plan.currency_id.format(sum(lines.mapped("amount"))),
                )
            )
