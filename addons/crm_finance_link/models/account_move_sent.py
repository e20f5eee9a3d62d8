from odoo import models


class AccountMove(models.Model):
    """Instalments that are due once their invoice has gone out to the client."""

    _inherit = "account.move"

    def write(self, vals):
        result = super().write(vals)
        if {"is_move_sent", "state"} & vals.keys():
            self._follow_sending()
        return result

    def _follow_sending(self):
        """Make due what waits for these invoices, or let it wait again.

        An invoice is out when it was sent from Odoo, or when its fapiao (which clients
        pay by) is issued. Set back, cancelled or credited in full it is out no more.
        """
        # Whoever sends or credits need not have rights on plans.
        lines_sudo = self.sudo().plan_line_id.filtered(
            lambda line: line.trigger == "invoice_sent"
        )
        if not lines_sudo:
            return
        out_sudo = lines_sudo.filtered(
            lambda line: line.amount_invoiced > 0 and line.invoice_ids._is_any_out()
        )
        out_sudo._trigger()
        if self.filtered(lambda move: move._takes_invoice_back()):
            (lines_sudo - out_sudo)._take_back(
                self.env._("its invoice was taken back or credited")
            )

    def _is_any_out(self):
        return any(
            move.state == "posted"
            and move.move_type == "out_invoice"
            and (move.is_move_sent or "issued" in move.fapiao_ids.mapped("state"))
            for move in self
        )

    def _takes_invoice_back(self):
        self.ensure_one()
        if self.move_type == "out_refund":
            return self.state == "posted"
        return self.state in ("draft", "cancel")
