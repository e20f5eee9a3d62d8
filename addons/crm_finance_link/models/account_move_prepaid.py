from odoo import models


class AccountMove(models.Model):
    """A posted invoice takes the money that came for its instalment before."""

    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted.filtered(
            lambda move: move.move_type == "out_invoice" and move.plan_line_id
        )._take_prepaid()
        return posted

    def _take_prepaid(self):
        """Reconcile the receivables with what was paid in advance for them."""
        if not self:
            return
        # Who posts an invoice need not read bank entries.
        lines_sudo = self.env["account.move.line"].sudo()
        prepaid_sudo = lines_sudo.search(
            [
                ("prepaid_line_id", "in", self.plan_line_id.ids),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
            ]
        ).grouped("prepaid_line_id")
        plan = []
        for move_sudo in self.sudo():
            found_sudo = prepaid_sudo.get(move_sudo.plan_line_id, lines_sudo)
            owed_sudo = move_sudo.line_ids.filtered(
                lambda line: line.display_type == "payment_term" and not line.reconciled
            )
            found_sudo = found_sudo.filtered(
                lambda line, owed=owed_sudo: line.account_id in owed.account_id
            )
            if found_sudo:
                plan.append(found_sudo | owed_sudo)
        lines_sudo._reconcile_plan(plan)
