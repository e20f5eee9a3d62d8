import base64

from odoo import api, fields, models

from ..tools.files import family_of
from ..tools.thumbnail import draw
from .ir_attachment import FILE_FLOW
from .project_deliverable_version import VERSION_FLOW

BATCH = 20
THUMBNAIL_FIELDS = {"thumbnail", "thumbnail_state"}
ICONS = "/crm_projects/static/src/file_types/%s.svg"


class ProjectDeliverableVersion(models.Model):
    """A small picture of each version, drawn after the upload and never for it."""

    _inherit = "project.deliverable.version"

    thumbnail = fields.Binary(readonly=True, attachment=True, copy=False)
    thumbnail_state = fields.Selection(
        [("waiting", "To Draw"), ("drawn", "Drawn"), ("none", "Its icon is shown")],
        default="waiting",
        required=True,
        readonly=True,
        copy=False,
    )

    _thumbnail_waiting = models.Index("(id) WHERE thumbnail_state = 'waiting'")

    @api.model_create_multi
    def create(self, vals_list):
        versions = super().create(vals_list)
        # The uploader may not read crons; he does not wait for the picture either.
        self.env.ref("crm_projects.ir_cron_draw_thumbnails").sudo()._trigger()
        return versions

    def _check_write_allowed(self, vals):
        # A picture says nothing that was signed, and the flow is code's alone.
        is_drawn = vals.keys() <= THUMBNAIL_FIELDS
        if is_drawn and self.env.context.get("version_flow") is VERSION_FLOW:
            return None
        return super()._check_write_allowed(vals)

    @api.model
    def _cron_draw_thumbnails(self):
        """Draw what waits, a few at a time; a file that cannot be drawn waits once."""
        domain = [("thumbnail_state", "=", "waiting")]
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=self.search_count(domain))
        while waiting := self.search(domain, order="id desc", limit=BATCH):
            pictures = waiting._get_pictures()
            # Drawing takes a while, in which people review and release: what is written
            # is written in a transaction of its own, that no work of theirs precedes.
            commit()
            free = waiting.try_lock_for_update()
            free._keep_pictures(pictures)
            if not commit(len(free)) or not free:
                break

    def _draw_thumbnails(self):
        """Draw the pictures of ``self``; what has none keeps the icon of its type."""
        self._keep_pictures(self._get_pictures())

    def _get_pictures(self):
        """Return ``{version id: picture}``; None for what cannot be drawn."""
        pictures = {}
        for version in self:
            kind = version._preview_kind()
            # Who draws it reads the file for everybody who may see the version.
            content = version.attachment_id.sudo().raw if kind else b""
            pictures[version.id] = draw(content, kind) if content else None
        return pictures

    def _keep_pictures(self, pictures):
        flow = {"version_flow": VERSION_FLOW, "version_file_flow": FILE_FLOW}
        for version in self.with_context(**flow):
            picture = pictures[version.id]
            version.write(
                {
                    "thumbnail": picture and base64.b64encode(picture),
                    "thumbnail_state": "drawn" if picture else "none",
                }
            )

    def _thumbnail_url(self):
        """Return the address of the picture for staff, or of the icon of its type."""
        self.ensure_one()
        if self.thumbnail_state == "drawn":
            return (
                f"/web/image/{self._name}/{self.id}/thumbnail?unique={self.sha256[:8]}"
            )
        return self._icon_url()

    def _icon_url(self):
        """Return the address of the icon of its type of file."""
        return ICONS % family_of(self.filename or "")
