from odoo import fields, models


class ProjectDeliverable(models.Model):
    """What the client signs makes money due."""

    _inherit = "project.deliverable"

    plan_line_ids = fields.One2many("crm.payment.plan.line", "deliverable_id")

    def _on_signed_off(self, version):
        result = super()._on_signed_off(version)
        # Called as superuser: the client who signs sees no plan.
        self.sudo().plan_line_ids._trigger()
        return result
