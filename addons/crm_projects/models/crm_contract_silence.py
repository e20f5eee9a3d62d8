from odoo import api, fields, models


class CrmContract(models.Model):
    """Whether deliverables count as accepted when the client says nothing."""

    _inherit = "crm.contract"

    silent_acceptance_days = fields.Integer(
        string="Accepted by Silence after (days)",
        help="So many days after its release a deliverable counts as accepted if the "
        "client has not said a word. 0: only a signature counts. The contract's text "
        "must say so; it has a merge field for the days.",
    )

    _silence_positive = models.Constraint(
        "CHECK(silent_acceptance_days IS NULL OR silent_acceptance_days >= 0)",
        "The days of silence cannot be negative.",
    )

    def _check_writable(self, vals_list):
        result = super()._check_writable(vals_list)
        name = "silent_acceptance_days"
        if any(name in vals for vals in vals_list):
            # It is agreed with the client like every word of the text.
            self._check_open_for_changes(self._field_labels([name]))
        return result

    @api.model
    def _approval_counted_fields(self):
        return super()._approval_counted_fields() | {"silent_acceptance_days"}

    def _approval_content(self):
        content = super()._approval_content()
        if days := self.silent_acceptance_days:
            content["silent_acceptance_days"] = days
        return content

    @api.model
    def _get_merge_fields(self):
        label = self.env._("Days after which silence is acceptance")
        return {**super()._get_merge_fields(), "silent_acceptance_days": label}

    def _get_merge_values(self):
        days = str(self.silent_acceptance_days or "")
        return {**super()._get_merge_values(), "silent_acceptance_days": days}
