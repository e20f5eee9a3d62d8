from odoo import models

#: What a browser draws without running anything.
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp")


class ProjectDeliverableVersion(models.Model):
    """What of a version can be shown in a browser."""

    _inherit = "project.deliverable.version"

    def _preview_kind(self):
        """Return ``image``, ``pdf``, or False for files that are downloaded only."""
        self.ensure_one()
        if self.mimetype in PICTURES:
            return "image"
        is_pdf = self.mimetype == "application/pdf"
        return "pdf" if is_pdf else False

    def get_viewer_facts(self):
        """Return what the viewer in the form shows; callable through RPC.

        :return: ``kind``, ``src``, ``pins`` and ``canComment``
        """
        self.ensure_one()
        self.check_access("read")
        deliverable = self.deliverable_id
        remarks = self.env["project.deliverable.comment"]
        kind = self._preview_kind()
        path = f"/my/deliverables/{deliverable.id}/versions/{self.id}?inline=1"
        comments = self.comment_ids if remarks.has_access("read") else remarks
        may_comment = remarks.has_access("create") and deliverable.has_access("write")
        return {
            "kind": kind,
            "src": path,
            "pins": comments._as_pins(),
            "canComment": bool(
                kind and may_comment and deliverable.state != "signed_off"
            ),
        }

    def _client_pins(self):
        """Return the client's remarks on this version, as the viewer draws them."""
        self.ensure_one()
        return self._client_comments()._as_pins()

    def _client_comments(self):
        """Return the remarks of the client on this version, in order."""
        return self.comment_ids.filtered(lambda each: each.kind == "client")
