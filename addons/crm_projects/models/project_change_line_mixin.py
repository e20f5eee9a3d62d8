from odoo import api, models


class ProjectChangeLineMixin(models.AbstractModel):
    """A line of a change order: it changes as long as the order is a draft."""

    _name = "project.change.line.mixin"
    _description = "Line of a Change Order"
    _inherit = "crm.approval.line.mixin"

    @api.model
    def _approval_document_field(self):
        return "order_id"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.order_id._check_draft()
        return lines

    def write(self, vals):
        counted = {self._approval_document_field(), *self._approval_counted_fields()}
        if counted.isdisjoint(vals):
            return super().write(vals)
        self.order_id._check_draft()
        result = super().write(vals)
        self.order_id._check_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_of_drafts(self):
        self.order_id._check_draft()
