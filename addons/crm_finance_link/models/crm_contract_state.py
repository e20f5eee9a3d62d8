from odoo import fields, models


class CrmContract(models.Model):
    """Instalments wait while a contract is suspended, and are void with it."""

    _inherit = "crm.contract"

    def _on_state_changed(self, change):
        result = super()._on_state_changed(change)
        lines = (self | self.supplement_ids).plan_line_ids
        if change.action == "terminate":
            if self.parent_id:
                self._leave_the_plan()
            void = lines.filtered(lambda line: line.state == "void")
            void._cancel_draft_invoices()
            void._tell_void(self)
        elif change.action == "resume":
            suspended = self._get_last_suspension()
            since = fields.Datetime.context_timestamp(
                self.with_context(tz=self._term_zone()), suspended.changed_at
            )
            lines._resume(since.date())
        return result

    def _get_state_change_notes(self, action):
        notes = super()._get_state_change_notes(action)
        family = self | self._counted_supplements()
        lines = family.plan_line_ids.filtered(lambda line: line.state != "void")
        unpaid = sum(lines.mapped("amount_open"))
        claimed = sum(
            max(line.amount_invoiced - line.amount_received, 0.0) for line in lines
        )
        if action == "close" and not self.currency_id.is_zero(unpaid):
            notes.append(
                self.env._(
                    "%(amount)s of the instalments are not paid yet.",
                    amount=self.currency_id.format(unpaid),
                )
            )
        if action in ("suspend", "terminate") and not self.currency_id.is_zero(claimed):
            notes.append(
                self.env._(
                    "%(amount)s are invoiced and not paid: this stays due.",
                    amount=self.currency_id.format(claimed),
                )
            )
        return notes
