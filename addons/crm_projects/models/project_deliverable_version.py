from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.files import human_size, sanitise_filename, sha256_of
from .ir_attachment import FILE_FLOW

# What a client may see of the versions.
CLIENT_STATES = ("released", "superseded", "signed_off")
# The one context value under which the methods here may write. It is an object,
# so nobody can send it through RPC.
VERSION_FLOW = object()
_CHUNK = 1024 * 1024


def _file_sha256(path):
    """Return the hash of a file, read in pieces; None when it is missing."""
    try:
        with open(path, "rb") as file:
            return sha256_of(iter(lambda: file.read(_CHUNK), b""))
    except OSError:
        return None


class ProjectDeliverableVersion(models.Model):
    """One file of a deliverable as it was at a moment; made by an upload only.

    Nothing of it is ever changed but its way draft -> released -> signed off (or
    superseded by a later release). A version the client has seen stays for good;
    a signed one accepts no write at all, not from the superuser either.
    """

    _name = "project.deliverable.version"
    _description = "Deliverable Version"
    _order = "deliverable_id, number desc"

    deliverable_id = fields.Many2one(
        "project.deliverable", required=True, index=True, ondelete="restrict"
    )
    number = fields.Integer(required=True, readonly=True)
    filename = fields.Char(required=True, readonly=True)
    attachment_id = fields.Many2one(
        "ir.attachment",
        string="File",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    mimetype = fields.Char(readonly=True)
    sha256 = fields.Char(string="SHA-256", required=True, readonly=True)
    size = fields.Integer(string="Size (bytes)", readonly=True)
    size_display = fields.Char(string="Size", compute="_compute_size_display")
    note = fields.Text(string="Change Note")
    user_id = fields.Many2one("res.users", string="Author", readonly=True)
    company_id = fields.Many2one(related="deliverable_id.company_id", store=True)
    partner_id = fields.Many2one(
        related="deliverable_id.partner_id", store=True, index=True, string="Customer"
    )
    state = fields.Selection(
        [
            ("draft", "In Review"),
            ("released", "Released"),
            ("superseded", "Superseded"),
            ("signed_off", "Signed Off"),
        ],
        required=True,
        default="draft",
        readonly=True,
    )
    released_at = fields.Datetime(readonly=True)

    _number_unique = models.UniqueIndex(
        "(deliverable_id, number)", "This version number exists already."
    )

    @api.depends("number", "deliverable_id.name")
    def _compute_display_name(self):
        for version in self:
            version.display_name = f"{version.deliverable_id.name} V{version.number}"

    @api.depends("size")
    def _compute_size_display(self):
        for version in self:
            version.size_display = human_size(version.size)

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get("version_flow") is not VERSION_FLOW:
            raise UserError(
                self.env._("Versions are made by uploading a file to a deliverable.")
            )
        return super().create(vals_list)

    def write(self, vals):
        self._check_write_allowed(vals)
        return super().write(vals)

    def unlink(self):
        self._check_unlink_allowed()
        files_sudo = self.attachment_id.sudo()  # files go with their drafts
        result = super().unlink()
        files_sudo.exists().unlink()
        return result

    def _check_write_allowed(self, vals):
        signed = self.filtered(lambda v: v.state == "signed_off")
        if signed:
            raise UserError(
                self.env._(
                    "%(version)s was signed off by %(name)s and cannot be changed "
                    "any more.",
                    version=signed[0].display_name,
                    name=signed[0].signed_by,
                )
            )
        if self.env.context.get("version_flow") is VERSION_FLOW:
            return
        editable = {"note"} if set(self.mapped("state")) <= {"draft"} else set()
        if vals.keys() - editable:
            raise UserError(
                self.env._(
                    "%(version)s is a record of what was uploaded and shown to the "
                    "client; only the change note of an unreleased version can be "
                    "edited. Upload a new version instead.",
                    version=self[:1].display_name,
                )
            )

    def _check_unlink_allowed(self):
        for version in self:
            if version.state != "draft":
                raise UserError(
                    self.env._(
                        "%(version)s has been shown to the client and cannot be "
                        "deleted.",
                        version=version.display_name,
                    )
                )

    @api.model
    def _prepare_upload_vals(self, deliverable, number, filename, content, note):
        """Store ``content`` and return the values of its version."""
        name = sanitise_filename(filename)
        # The file belongs to the version, which does not exist yet.
        attachment_sudo = (
            self.env["ir.attachment"]
            .sudo()
            .create({"name": name, "raw": content, "res_model": self._name})
        )
        return {
            "deliverable_id": deliverable.id,
            "number": number,
            "filename": name,
            "attachment_id": attachment_sudo.id,
            "mimetype": attachment_sudo.mimetype,
            "sha256": sha256_of([content]),
            "size": len(content),
            "note": note,
            "user_id": self.env.uid,
        }

    def _check_file(self):
        """Compare the stored file with the hash taken at the upload.

        :raise UserError: when the stored file is not the one that was uploaded
        """
        self.ensure_one()
        attachment_sudo = self.attachment_id.sudo()  # access was checked on self
        if attachment_sudo.store_fname:
            path = attachment_sudo._full_path(attachment_sudo.store_fname)
            digest = _file_sha256(path)
        else:
            digest = sha256_of([attachment_sudo.raw or b""])
        if digest != self.sha256:
            raise UserError(
                self.env._(
                    "The stored file of %(version)s is damaged or missing: its hash "
                    "differs from the one taken at the upload. Tell the project lead; "
                    "nothing has been sent or signed.",
                    version=self.display_name,
                )
            )

    def _get_stream(self):
        """Return the file as an ``odoo.http.Stream``, its hash verified."""
        self._check_file()
        # Access was checked on self, and the hash just now.
        attachment_sudo = self.attachment_id.sudo().with_context(
            version_file_flow=FILE_FLOW
        )
        return self.env["ir.binary"].sudo()._get_stream_from(attachment_sudo)

    def action_download(self):
        """Download the file, its hash verified."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/my/deliverables/{self.deliverable_id.id}/versions/{self.id}",
            "target": "download",
        }

    def action_compare(self):
        """Open this version beside the one before it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/my/deliverables/{self.deliverable_id.id}/compare?new={self.id}",
            "target": "new",
        }

    def action_release(self):
        """Show the version to the client and ask for the signature."""
        self.ensure_one()
        self.check_access("write")
        deliverable = self.deliverable_id
        deliverable._lock_row()
        self._check_release_allowed()
        older = deliverable.version_ids.filtered(lambda v: v.state == "released")
        older.with_context(version_flow=VERSION_FLOW).write({"state": "superseded"})
        self.with_context(version_flow=VERSION_FLOW).write(
            {"state": "released", "released_at": fields.Datetime.now()}
        )
        deliverable._keep_delivery()
        deliverable._forget_reminders()
        self._announce_release()

    def _check_release_allowed(self):
        """Hook: raise the reason why this version may not go to the client now.

        The row of its deliverable is locked; overrides call super() first.
        """
        deliverable = self.deliverable_id
        if self.state == "draft" and self == deliverable.current_version_id:
            if deliverable.state != "signed_off":
                return
        raise UserError(
            self.env._(
                "%(version)s cannot be released: only the latest version that has not "
                "been released yet can (the latest is V%(latest)s).",
                version=self.display_name,
                latest=deliverable.current_version_id.number,
            )
        )

    def _announce_release(self):
        deliverable = self.deliverable_id
        deliverable.message_post(
            body=self.env._(
                "Version %(number)s of %(deliverable)s is ready for your review and "
                "signature.",
                number=self.number,
                deliverable=deliverable.name,
            ),
            partner_ids=deliverable.partner_id.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.env["crm.business.event"]._emit(
            "deliverable.released",
            deliverable,
            self.env._(
                "%(deliverable)s V%(number)s released to the client",
                deliverable=deliverable.name,
                number=self.number,
            ),
            partner=deliverable.partner_id,
            audience=deliverable._sales_audience(),
            key=f"deliverable.released:{self._name}:{self.id}",
        )
