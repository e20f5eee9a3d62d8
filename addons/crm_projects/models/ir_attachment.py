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


class IrAttachment(models.Model):
    """The files of deliverable versions cannot be exchanged behind their back."""

    _inherit = "ir.attachment"

    def write(self, vals):
        if _FIXED_FIELDS & vals.keys():
            self._check_version_files()
        elif "raw" in vals:
            self._check_version_files(vals["raw"])
        return super().write(vals)

    def unlink(self):
        self._check_version_files()
        return super().unlink()

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
