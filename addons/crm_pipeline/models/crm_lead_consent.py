from odoo import api, fields, models


class CrmLead(models.Model):
    """From which web form a lead came, and what its sender agreed to."""

    _inherit = "crm.lead"

    lead_form_id = fields.Many2one(
        "crm.lead.form",
        string="Web Form",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    form_token = fields.Char(readonly=True, copy=False, groups="base.group_system")
    consent_text = fields.Text(
        string="Agreed to", readonly=True, copy=False, help="As the form said it."
    )
    consent_at = fields.Datetime(string="Agreed at", readonly=True, copy=False)

    _form_token_unique = models.UniqueIndex(
        "(form_token) WHERE form_token IS NOT NULL", "This form has been sent already."
    )

    @api.model
    def _ownership_guarded_fields(self):
        guarded = {"lead_form_id", "consent_text", "consent_at"}
        return super()._ownership_guarded_fields() | guarded
