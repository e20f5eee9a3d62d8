from odoo import fields, models
from odoo.exceptions import UserError


class CrmApprovalRequestSubmit(models.TransientModel):
    """Ask the requester who decides the steps that leave it to him."""

    _name = "crm.approval.request.submit"
    _description = "Choose Who Decides"

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        model_field="res_model", required=True, readonly=True
    )
    choice_ids = fields.One2many("crm.approval.request.submit.choice", "dialog_id")

    def action_confirm(self):
        """Submit the document with the people chosen."""
        self.ensure_one()
        document = self._document()
        chosen = {row.step_id.sudo(): row.user_ids.sudo() for row in self.choice_ids}
        document._approval_submit(chosen)
        return True

    def _document(self):
        """Return the document, or raise when it is none that can be approved."""
        kinds = self.env["crm.approval.flow"]._document_models()
        if self.res_model not in kinds.mapped("model"):
            raise UserError(
                self.env._(
                    "“%(model)s” is no kind of document that can be approved.",
                    model=self.res_model,
                )
            )
        return self.env[self.res_model].browse(self.res_id)
