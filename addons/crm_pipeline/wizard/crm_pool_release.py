from odoo import fields, models


class CrmPoolRelease(models.TransientModel):
    _name = "crm.pool.release"
    _description = "Give Up to the Public Pool"

    lead_ids = fields.Many2many("crm.lead", string="Opportunities")
    partner_ids = fields.Many2many("res.partner", string="Customers")
    note = fields.Char(
        string="Reason", required=True, help="Kept in the history of owners."
    )

    def action_release(self):
        """Put the records into their pools."""
        self.ensure_one()
        for records in (self.lead_ids, self.partner_ids):
            if records:
                records._release(self.note)
        # The opportunity is no longer there to be shown: back to the pipeline.
        xmlid = "crm.crm_lead_action_pipeline"
        if self.partner_ids:
            xmlid = "contacts.action_contacts"
        return self.env["ir.actions.act_window"]._for_xml_id(xmlid)
