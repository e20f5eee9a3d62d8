from odoo import fields, models


class ProjectDeliverable(models.Model):
    """Asking the client again for the signature on what was released."""

    _inherit = "project.deliverable"

    client_reminded_at = fields.Datetime(
        string="Client Asked Again",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="When the client was last asked again to sign what is out.",
    )

    def _remind_client(self):
        """Ask the client again to sign the version that is out."""
        self.ensure_one()
        self.check_access("read")
        self.message_post(
            body=self.env._(
                "A friendly reminder: version %(number)s of %(deliverable)s waits for "
                "your review and signature.",
                number=self.client_version_id.number,
                deliverable=self.name,
            ),
            partner_ids=self.partner_id.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        # Salespeople may remind and not write deliverables.
        self.sudo().client_reminded_at = fields.Datetime.now()
