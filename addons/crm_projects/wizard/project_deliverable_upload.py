from odoo import fields, models
from odoo.exceptions import UserError


class ProjectDeliverableUpload(models.TransientModel):
    """The form with which a designer uploads the next version."""

    _name = "project.deliverable.upload"
    _description = "Upload a Deliverable Version"

    deliverable_id = fields.Many2one("project.deliverable", required=True)
    current_version_id = fields.Many2one(related="deliverable_id.current_version_id")
    file = fields.Binary(attachment=False)
    filename = fields.Char()
    note = fields.Text(string="Change Note")

    def action_upload(self):
        """Store the file as the next version and close the form."""
        self.ensure_one()
        if not self.filename:
            raise UserError(self.env._("Choose the file to upload first."))
        self.deliverable_id.action_upload(self.filename, self.file, self.note)
        return {"type": "ir.actions.act_window_close"}
