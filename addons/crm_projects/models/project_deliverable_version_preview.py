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

    def _client_pins(self):
        """Return the client's remarks on this version, as the viewer draws them."""
        self.ensure_one()
        return [
            {
                "number": comment.number,
                "page": comment.page,
                "x": comment.pos_x,
                "y": comment.pos_y,
                "body": comment.body,
                "is_answered": comment.state == "answered",
            }
            for comment in self._client_comments()
            if comment.page
        ]

    def _client_comments(self):
        """Return the remarks of the client on this version, in order."""
        return self.comment_ids.filtered(lambda each: each.kind == "client")
