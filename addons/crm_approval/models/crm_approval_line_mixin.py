from odoo import api, models


class CrmApprovalLineMixin(models.AbstractModel):
    """Lines that count in the approval of their document.

    A change of a counted field, a new or a deleted line voids the approval of the
    document, by whatever way it is made.
    """

    _name = "crm.approval.line.mixin"
    _description = "Line of a Document under Approval"

    @api.model
    def _approval_document_field(self):
        """Hook: the name of the many2one to the document."""
        raise NotImplementedError

    @api.model
    def _approval_counted_fields(self):
        """Hook: names of the fields that count."""
        raise NotImplementedError

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines[self._approval_document_field()]._approval_recheck()
        return lines

    def write(self, vals):
        documents = self[self._approval_document_field()]
        result = super().write(vals)
        counted = {self._approval_document_field(), *self._approval_counted_fields()}
        if not counted.isdisjoint(vals):
            (documents | self[self._approval_document_field()])._approval_recheck()
        return result

    def unlink(self):
        documents = self[self._approval_document_field()]
        result = super().unlink()
        documents.exists()._approval_recheck()
        return result
