from odoo import fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    intake_channel = fields.Selection(
        selection_add=[("wecom", "WeCom")], ondelete={"wecom": "set null"}
    )
    wecom_contact_id = fields.Many2one(
        "crm.wecom.contact",
        string="WeCom Customer",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )

    def _conflict_fields(self):
        return super()._conflict_fields() | {"wecom_contact_id"}

    def _conflict_values(self):
        values = super()._conflict_values()
        # Whose contact somebody is in WeCom is not secret; his id there is no datum
        # that people read.
        external_id = self.sudo().wecom_contact_id.external_id
        return {**values, "wecom_id": external_id} if values else values

    def _intake_query(self):
        external_id = self.wecom_contact_id.external_id
        return {**super()._intake_query(), "wecom_id": external_id}
