from odoo import models
from odoo.exceptions import UserError


class CrmPaymentPlanLine(models.Model):
    """Sales applies for the fapiao where it sees the instalment."""

    _inherit = "crm.payment.plan.line"

    def action_apply_fapiao(self):
        """Open the applications for a fapiao on this instalment's invoices.

        :raise UserError: finance has posted no invoice yet
        """
        self.ensure_one()
        self.check_access("read")
        # Sales reads no invoices; the rules of the instalment let it apply.
        invoices_sudo = self.sudo().invoice_ids.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_invoice"
        )
        if not invoices_sudo:
            raise UserError(
                self.env._(
                    "Instalment %(line)s has no posted invoice yet: a fapiao can be "
                    "applied for when finance has posted it.",
                    line=self.display_name,
                )
            )
        fapiao_sudo = invoices_sudo._ensure_fapiao()
        return fapiao_sudo.sudo(self.env.su)._action_open_fapiao()
