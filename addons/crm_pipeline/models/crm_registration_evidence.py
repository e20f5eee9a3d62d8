from odoo import api, fields, models
from odoo.exceptions import AccessError


class CrmRegistration(models.Model):
    """Files that prove the claim: part of what is approved, and kept with it."""

    _inherit = "crm.registration"

    attachment_ids = fields.Many2many(
        "ir.attachment",
        string="Evidence",
        copy=False,
        help="Minutes, messages, photos of the site: what shows that the customer is "
        "yours. The approver sees them; afterwards they cannot be changed.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        registrations = super().create(vals_list)
        registrations._adopt_attachments()
        return registrations

    def write(self, vals):
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._adopt_attachments()
        return result

    def _adopt_attachments(self):
        """Link the files to their registration, whose access they follow from now on.

        :raises AccessError: a file is somebody else's, or belongs to another document
        """
        for registration_sudo in self.sudo().filtered("attachment_ids"):
            for attachment_sudo in registration_sudo.attachment_ids:
                home = (attachment_sudo.res_model, attachment_sudo.res_id)
                if home == (self._name, registration_sudo.id):
                    continue
                is_own = attachment_sudo.create_uid == self.env.user
                if attachment_sudo.res_id or not (is_own or self.env.su):
                    raise AccessError(
                        self.env._(
                            "“%(file)s” belongs to another document. Upload the file "
                            "itself as evidence of %(registration)s.",
                            file=attachment_sudo.id,
                            registration=registration_sudo.display_name,
                        )
                    )
                attachment_sudo.write(
                    {
                        "res_model": self._name,
                        "res_id": registration_sudo.id,
                        "res_field": False,
                    }
                )

    # -- what is approved --------------------------------------------------------------

    @api.model
    def _approval_counted_fields(self):
        return super()._approval_counted_fields() | {"attachment_ids"}

    def _approval_content(self):
        return {
            **super()._approval_content(),
            "attachment_ids": self._describe_evidence() or False,
        }

    def _describe_evidence(self):
        """Return the files by name and checksum: another file is another claim."""
        return ", ".join(
            sorted(
                f"{attachment.name} ({(attachment.checksum or '')[:16]})"
                for attachment in self.attachment_ids
            )
        )

    def _approval_summary(self):
        summary = super()._approval_summary()
        if self.attachment_ids:
            summary.append(
                {
                    "label": self._fields["attachment_ids"]._description_string(
                        self.env
                    ),
                    "value": ", ".join(self.attachment_ids.mapped("name")),
                }
            )
        return summary
