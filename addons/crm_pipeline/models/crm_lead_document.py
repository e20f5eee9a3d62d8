from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmLeadDocument(models.Model):
    """A document of an opportunity, by its kind; its files follow the opportunity."""

    _name = "crm.lead.document"
    _description = "Document of an Opportunity"
    _order = "lead_id, kind_id, id"
    _rec_name = "kind_id"

    lead_id = fields.Many2one("crm.lead", required=True, index=True, ondelete="cascade")
    kind_id = fields.Many2one(
        "crm.document.kind", required=True, index=True, ondelete="restrict"
    )
    attachment_ids = fields.Many2many("ir.attachment", string="Files", required=True)
    note = fields.Char(string="Remark")
    company_id = fields.Many2one(related="lead_id.company_id", store=True)

    @api.constrains("attachment_ids")
    def _check_files(self):
        for document in self:
            if not document.attachment_ids:
                raise ValidationError(
                    self.env._(
                        "%(lead)s: attach the file of “%(kind)s”.",
                        lead=document.lead_id.name,
                        kind=document.kind_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        documents._adopt_files()
        return documents

    def write(self, vals):
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._adopt_files()
        return result

    def _adopt_files(self):
        """Link uploaded files to the opportunity, whose access they follow."""
        for document in self:
            own = document.attachment_ids.filtered(
                lambda file: not file.res_id and file.create_uid == self.env.user
            )
            own.write({"res_model": "crm.lead", "res_id": document.lead_id.id})
