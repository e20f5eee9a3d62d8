from odoo import api, fields, models

from .project_deliverable_version_thumbnail import ICONS


class ProjectDeliverable(models.Model):
    """The picture of the latest version, in lists and on cards."""

    _inherit = "project.deliverable"

    thumbnail_url = fields.Char(
        string="Picture", compute="_compute_thumbnail_url", groups="base.group_user"
    )

    @api.depends("current_version_id.thumbnail_state")
    def _compute_thumbnail_url(self):
        for deliverable in self:
            version = deliverable.current_version_id
            deliverable.thumbnail_url = (
                version._thumbnail_url() if version else ICONS % "none"
            )
