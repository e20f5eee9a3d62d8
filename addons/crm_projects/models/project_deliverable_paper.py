from odoo import models
from odoo.exceptions import UserError


class ProjectDeliverable(models.Model):
    """A signature on paper, recorded from the screen of the deliverable."""

    _inherit = "project.deliverable"

    def action_sign_on_paper(self):
        """Open the dialog that records what the client signed on paper.

        :raise UserError: when no version is out for signature
        :raise AccessError: for who may not record it
        """
        self.ensure_one()
        if self.state != "released":
            raise UserError(
                self.env._(
                    "No version of %(deliverable)s waits for a signature. Release one "
                    "first.",
                    deliverable=self.name,
                )
            )
        self.client_version_id._check_may_record()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_projects.project_deliverable_paper_signature_action"
        )
        context = {"default_version_id": self.client_version_id.id}
        return dict(action, context=context)
