from odoo import models


class SaleOrder(models.Model):
    """A quotation made of change orders that were approved before the client paid."""

    _inherit = "sale.order"

    def _gate_message(self):
        # What one flow approved line by line is not approved again by another.
        if not self.next_revision_ids and self._is_approved_as_changes():
            return False
        return super()._gate_message()

    def _is_approved_as_changes(self):
        """Whether each line is an approved and accepted change, at its very price."""
        self.ensure_one()
        lines = self.order_line.filtered(lambda line: not line.display_type)
        # Who confirms quotations need not read what designers worked out.
        changes_sudo = (
            self.env["project.change.order"]
            .sudo()
            .search([("order_line_id", "in", lines.ids)])
        )
        by_line = {change.order_line_id: change for change in changes_sudo}
        return bool(lines) and all(
            line in by_line and line._is_as_accepted(by_line[line])
            for line in lines.sudo()
        )
