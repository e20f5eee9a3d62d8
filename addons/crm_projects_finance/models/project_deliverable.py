from odoo import fields, models


class ProjectDeliverable(models.Model):
    """What the client signs makes money due."""

    _inherit = "project.deliverable"

    plan_line_ids = fields.One2many("crm.payment.plan.line", "deliverable_id")

    def write(self, vals):
        result = super().write(vals)
        if "code" in vals:
            # Designers see no plan.
            self.sudo().contract_id._follow_project()
        return result

    def _on_signed_off(self, version):
        result = super()._on_signed_off(version)
        # Called as superuser: the client who signs sees no plan.
        deliverables_sudo = self.sudo()
        contracts_sudo = deliverables_sudo.contract_id
        lines_sudo = (contracts_sudo | contracts_sudo.supplement_ids).plan_line_ids
        # Its code, or the instalment, may have come after project and plan were joined.
        lines_sudo.filtered(
            lambda line: not (line.deliverable_id or line.triggered_date)
        )._link_deliverable()
        # A paper says when it was signed, whenever it is recorded.
        deliverables_sudo.plan_line_ids._trigger_happened()
        return result
