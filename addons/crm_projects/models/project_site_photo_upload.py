from odoo import models
from odoo.exceptions import UserError

from .project_site_photo import MAX_PHOTOS


class ProjectSiteVisit(models.Model):
    """Many photos in one go, each in a request of its own: a bad one fails alone."""

    _inherit = "project.site.visit"

    def action_upload_file(self, filename, data_base64, note=None):
        """Keep one photo of many; callable through RPC.

        :return: a dict for the screen: ``name`` and ``count``
        :raise UserError: says what is wrong with this photo
        """
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        # The limits of files hold for photos, too.
        self.env["project.deliverable"]._decode_upload(filename, data_base64)
        if self.photo_count >= MAX_PHOTOS:
            raise UserError(
                self.env._(
                    "%(visit)s has %(count)s photos already. Begin another visit.",
                    visit=self.display_name,
                    count=self.photo_count,
                )
            )
        photo = self.env["project.site.photo"].create(
            {
                "visit_id": self.id,
                "issue_id": self.env.context.get("site_issue_id"),
                "name": filename,
                "image": data_base64,
                "caption": note,
            }
        )
        return {"name": photo.name, "count": self.photo_count}

    def action_add_photos(self):
        """Open the screen that takes many photos for this visit."""
        self.ensure_one()
        self._check_open()
        return {
            "type": "ir.actions.client",
            "tag": "crm_projects.upload_many",
            "name": self.env._("Add Photos"),
            "target": "new",
            "context": {"active_id": self.id},
            "params": {
                "model": self._name,
                "record_id": self.id,
                "title": self.display_name,
                "hint": self.env._(
                    "Take photos, or choose many at once. What the phone adds (place, "
                    "device) is not kept."
                ),
                "note": self.env._("What do they show?"),
                "pick": self.env._("Take or choose photos"),
                "accept": "image/*",
                "max_bytes": self.env["project.deliverable"]._max_upload_bytes(),
            },
        }
