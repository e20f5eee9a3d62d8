import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.files import sanitise_filename, sha256_of
from ..tools.photos import PhotoError, clean

#: More of one visit is no record any more.
MAX_PHOTOS = 300


class ProjectSitePhoto(models.Model):
    """A photo of a visit: small, upright, and without what the phone adds to it."""

    _name = "project.site.photo"
    _description = "Photo of a Site Visit"
    _inherit = "project.site.line.mixin"
    _order = "visit_id, sequence, id"

    visit_id = fields.Many2one(
        "project.site.visit", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="visit_id.company_id", store=True)
    issue_id = fields.Many2one(
        "project.site.issue",
        ondelete="set null",
        index="btree_not_null",
        domain="[('visit_id', '=', visit_id)]",
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(string="File", required=True, readonly=True)
    caption = fields.Char()
    image = fields.Image(required=True, attachment=True, readonly=True)
    thumbnail = fields.Image(
        string="Preview",
        related="image",
        max_width=256,
        max_height=256,
        store=True,
        readonly=True,
    )
    sha256 = fields.Char(string="SHA-256", required=True, readonly=True)
    taken_at = fields.Char(
        string="Taken on", readonly=True, help="As the camera says, in its own time."
    )
    user_id = fields.Many2one("res.users", string="Uploaded by", readonly=True)

    @api.constrains("issue_id", "visit_id")
    def _check_issue(self):
        for photo in self:
            if photo.issue_id and photo.issue_id.visit_id != photo.visit_id:
                raise ValidationError(
                    self.env._(
                        "Issue “%(issue)s” belongs to another visit than photo "
                        "%(photo)s. Choose one of the same visit.",
                        issue=photo.issue_id.name,
                        photo=photo.name,
                    )
                )

    @api.model
    def _record_fields(self):
        return super()._record_fields() | {"caption", "image", "sha256", "name"}

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._prepare_photo_vals(vals) for vals in vals_list])

    @api.model
    def _prepare_photo_vals(self, vals):
        """Return ``vals`` with the photo cleaned, hashed and named."""
        name = sanitise_filename(vals.get("name"), "photo.jpg")
        try:
            content = base64.b64decode(vals.get("image") or b"", validate=True)
            plain, taken_at = clean(content)
        except (PhotoError, binascii.Error, ValueError, TypeError) as error:
            raise UserError(
                self.env._(
                    "%(filename)s is no photo that can be read. Take it as JPEG or PNG "
                    "(on an iPhone: Settings › Camera › Formats › Most Compatible).",
                    filename=name,
                )
            ) from error
        return {
            **vals,
            "name": name,
            "image": base64.b64encode(plain),
            "sha256": sha256_of([plain]),
            "taken_at": taken_at and taken_at.isoformat(" ", "minutes"),
            "user_id": self.env.uid,
        }

    def write(self, vals):
        if {"image", "sha256", "taken_at", "user_id"} & vals.keys():
            raise UserError(
                self.env._("A photo is not exchanged. Delete it and take another one.")
            )
        return super().write(vals)

    def _check_intact(self):
        """Raise when a stored photo is not the one that was uploaded."""
        # Access was checked on the visit.
        for photo_sudo in self.sudo():
            content = base64.b64decode(photo_sudo.image or b"")
            if sha256_of([content]) != photo_sudo.sha256:
                raise UserError(
                    self.env._(
                        "Photo %(photo)s of %(visit)s is damaged or was exchanged.",
                        photo=photo_sudo.name,
                        visit=photo_sudo.visit_id.display_name,
                    )
                )
