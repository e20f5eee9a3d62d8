from datetime import datetime, time

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.mimetypes import guess_mimetype

from ..tools.files import sanitise_filename, sha256_of

#: What a scanner or a phone makes.
SCAN_TYPES = ("application/pdf", "image/jpeg", "image/png", "image/tiff")


class ProjectDeliverableVersion(models.Model):
    """Acceptance on paper, kept with the scanned document."""

    _inherit = "project.deliverable.version"

    scan_name = fields.Char(string="Scan", readonly=True)
    scan_sha256 = fields.Char(string="SHA-256 of the Scan", readonly=True)
    scan_attachment_id = fields.Many2one(
        "ir.attachment", string="Scanned Document", compute="_compute_scan"
    )
    recorded_by_id = fields.Many2one("res.users", string="Recorded by", readonly=True)

    @api.depends("scan_name")
    def _compute_scan(self):
        # Who reads the version reads the scan of its signature.
        scans_sudo = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("res_field", "=", False),
                    ("id", "not in", self.sudo().attachment_id.ids),
                ],
                order="id",
            )
        )
        by_version = {scan.res_id: scan for scan in scans_sudo}
        for version in self:
            version.scan_attachment_id = version.scan_name and by_version.get(
                version.id
            )

    def _sign_on_paper(self, name, date, scan):
        """Record a signature on paper.

        :param str name: who signed
        :param date date: when, as the paper says
        :param tuple scan: name and bytes of the scanned document
        :raise AccessError: for anybody but the lead and project administrators
        :raise UserError: what is wrong with name, date or scan
        """
        self._begin_sign_off()
        self._check_may_record()
        filename, content = sanitise_filename(scan[0]), scan[1] or b""
        self._check_paper(name, date, filename, content)
        # The file belongs to the version, like the version's own.
        self.env["ir.attachment"].sudo().create(
            {
                "name": filename,
                "raw": content,
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        self._finish_sign_off(
            {
                "sign_method": "paper",
                "signed_by": name.strip(),
                "signed_at": datetime.combine(date, time(4)),  # noon in China
                "scan_name": filename,
                "scan_sha256": sha256_of([content]),
                "recorded_by_id": self.env.uid,
            }
        )

    def _check_may_record(self):
        project = self.deliverable_id.project_id
        is_manager = self.env.user.has_group("project.group_project_manager")
        if not (is_manager or project.user_id == self.env.user):
            raise AccessError(
                self.env._(
                    "Only the lead of %(project)s or a project administrator records a "
                    "signature on paper.",
                    project=project.name,
                )
            )

    def _check_paper(self, name, date, filename, content):
        if not (name or "").strip():
            raise UserError(self.env._("Enter who signed the paper."))
        if not content:
            raise UserError(
                self.env._(
                    "The scan %(filename)s is empty (0 bytes). Scan the paper again.",
                    filename=filename,
                )
            )
        if guess_mimetype(content) not in SCAN_TYPES:
            raise UserError(
                self.env._(
                    "%(filename)s is no scan: use a PDF or a picture (JPEG, PNG, "
                    "TIFF).",
                    filename=filename,
                )
            )
        released = fields.Datetime.context_timestamp(self, self.released_at).date()
        if not released <= date <= fields.Date.context_today(self):
            raise UserError(
                self.env._(
                    "%(version)s was released on %(released)s: the paper cannot have "
                    "been signed before that day or in the future (%(date)s).",
                    version=self.display_name,
                    released=released,
                    date=date,
                )
            )
