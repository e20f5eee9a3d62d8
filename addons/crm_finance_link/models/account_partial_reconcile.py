from odoo import api, models


class AccountPartialReconcile(models.Model):
    """Money that meets an invoice of an instalment brings commission, at once."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        self.env["crm.commission.booking"]._book(partials._get_plan_lines())
        return partials

    def unlink(self):
        lines = self._get_plan_lines()
        result = super().unlink()
        self.env["crm.commission.booking"]._book(lines)
        return result

    def _get_plan_lines(self):
        """Return the instalments whose documents are reconciled here."""
        # Whoever reconciles need not read plans.
        items_sudo = (self.debit_move_id | self.credit_move_id).sudo()
        return items_sudo.move_id.plan_line_id
