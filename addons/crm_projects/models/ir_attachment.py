import hashlib

from odoo import models
from odoo.exceptions import UserError

# The one context value that lets the upload finish its own attachment. It is an
# object, so nobody can send it through RPC.
FILE_FLOW = object()

# What makes the file, or who can see it.
_FIXED_FIELDS = {
    "access_token",
    "checksum",
    "datas",
    "db_datas",
    "file_size",
    "name",
    "public",
    "res_field",
    "res_id",
    "res_model",
    "store_fname",
    "type",
    "url",
}

# Their pictures and scans are fixed once the record is; each has ``_is_evidence``.
EVIDENCE_MODELS = (
    "project.change.order",
    "project.site.attendee",
    "project.site.photo",
)


class IrAttachment(models.Model):
    """The files of deliverable versions cannot be exchanged behind their back."""

    _inherit = "ir.attachment"

    def write(self, vals):
        if _FIXED_FIELDS & vals.keys():
            self._check_version_files()
            self._check_evidence_files()
        elif "raw" in vals:
            self._check_version_files(vals["raw"])
            self._check_evidence_files(vals["raw"])
        return super().write(vals)

    def unlink(self):
        self._check_version_files()
        self._check_evidence_files()
        return super().unlink()

    def _to_http_stream(self):
        # Whatever address it is asked by: a file that was exchanged is not sent.
        if self.env.context.get("version_file_flow") is not FILE_FLOW:
            model = "project.deliverable.version"
            if self.res_model == model and not self.res_field:
                domain = [("attachment_id", "=", self.id)]
                # Whoever reads the file may have it checked.
                for version in self.env[model].sudo().search(domain):
                    version._check_file()
        return super()._to_http_stream()

    def _check_version_files(self, raw=None):
        """Refuse to touch a version's file; moving the same bytes is allowed.

        :raise UserError: for everyone, superuser included
        """
        if self.env.context.get("version_file_flow") is FILE_FLOW:
            return
        model = "project.deliverable.version"
        # Reading the owner only; the caller's rights do not matter here.
        files_sudo = self.sudo().filtered(lambda a: a.res_model == model and a.res_id)
        versions_sudo = self.env[model].sudo().browse(files_sudo.mapped("res_id"))
        for version in versions_sudo.exists():
            same = raw and hashlib.sha256(raw).hexdigest() == version.sha256
            if not same:
                raise UserError(
                    self.env._(
                        "The file of %(version)s is part of the project record and "
                        "cannot be changed or deleted. Upload a new version instead.",
                        version=version.display_name,
                    )
                )

    def _check_evidence_files(self, raw=None):
        """Refuse to touch pictures and scans of what is signed or closed.

        Moving the same bytes to another store is allowed.

        :raise UserError: for everyone, superuser included
        """
        # Reading the owners only; the caller's rights do not matter here.
        for model in EVIDENCE_MODELS:
            files_sudo = self.sudo().filtered(
                lambda a, model=model: a.res_model == model and a.res_id
            )
            for file in files_sudo:
                if raw and file.raw == raw:
                    continue
                record_sudo = self.env[model].sudo().browse(file.res_id).exists()
                if record_sudo and record_sudo._is_evidence(file):
                    raise UserError(
                        self.env._(
                            "%(file)s belongs to %(record)s, which is signed: it "
                            "cannot be changed or deleted any more.",
                            file=file.name,
                            record=record_sudo.display_name,
                        )
                    )
