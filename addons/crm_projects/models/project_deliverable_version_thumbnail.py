from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.files import family_of

ICONS = "/crm_projects/static/src/file_types/%s.svg"


class ProjectDeliverableVersion(models.Model):
    """A small picture of each version, drawn after the upload and never for it."""

    _inherit = "project.deliverable.version"

    picture_ids = fields.One2many(
        "project.deliverable.picture",
        "version_id",
        groups="base.group_system",
        copy=False,
    )
    # Read for everybody who may read the version: its picture has no rules of its own.
    thumbnail = fields.Binary(compute="_compute_thumbnail", compute_sudo=True)
    thumbnail_state = fields.Selection(
        [("waiting", "To Draw"), ("drawn", "Drawn"), ("none", "Its icon is shown")],
        compute="_compute_thumbnail_state",
        search="_search_thumbnail_state",
        compute_sudo=True,
    )

    @api.depends("picture_ids.image")
    @api.depends_context("bin_size")
    def _compute_thumbnail(self):
        for version in self:
            version.thumbnail = version.picture_ids.image

    @api.depends("picture_ids.state")
    def _compute_thumbnail_state(self):
        for version in self:
            version.thumbnail_state = version.picture_ids.state or "none"

    def _search_thumbnail_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        # Which rows match is no secret: the rules of the versions still apply.
        pictures_sudo = self.env["project.deliverable.picture"].sudo()
        # A version without a row has no picture, either.
        is_none = "none" in value
        states = {"waiting", "drawn"} - set(value) if is_none else set(value)
        query = pictures_sudo._search([("state", "in", list(states))])
        versions = query.subselect(SQL.identifier(query.table, "version_id"))
        return [("id", "not in" if is_none else "in", versions)]

    @api.model_create_multi
    def create(self, vals_list):
        versions = super().create(vals_list)
        # The uploader has no right on pictures and crons, and waits for neither.
        self.env["project.deliverable.picture"].sudo().create(
            [{"version_id": version.id} for version in versions]
        )
        self.env.ref("crm_projects.ir_cron_draw_thumbnails").sudo()._trigger()
        return versions

    @api.ondelete(at_uninstall=False)
    def _unlink_pictures(self):
        """Delete the pictures, so that their files go as well."""
        self.sudo().picture_ids.unlink()  # who deletes a draft deletes its picture

    def _draw_thumbnails(self):
        """Draw the pictures of ``self``; what has none keeps the icon of its type."""
        self.sudo().picture_ids._draw()  # nobody has a right on pictures

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
