from datetime import datetime, time, timezone
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.mimetypes import guess_mimetype

from ..tools.files import sanitise_filename, sha256_of

#: What a scanner or a phone makes.
SCAN_TYPES = ("application/pdf", "image/jpeg", "image/png", "image/tiff")


class ProjectAcceptanceMixin(models.AbstractModel):
    """What a client accepts: in the portal with a drawn signature, or on paper.

    The model has a ``project_id``, locks its row before it asks for the values of an
    acceptance, writes them by a way that nobody reaches by RPC, and keeps in
    ``signed_sha256`` what exactly was accepted.
    """

    _name = "project.acceptance.mixin"
    _description = "Accepted by the Client"

    signed_by = fields.Char(readonly=True, copy=False)
    signed_at = fields.Datetime(readonly=True, copy=False)
    sign_method = fields.Selection(
        [("portal", "In the portal"), ("paper", "On paper")],
        string="Signed Off How",
        readonly=True,
        copy=False,
    )
    signature = fields.Image(
        readonly=True, attachment=True, max_width=1024, max_height=1024, copy=False
    )
    signed_ip = fields.Char(string="Signed from IP", readonly=True, copy=False)
    signed_sha256 = fields.Char(string="SHA-256 Signed", readonly=True, copy=False)
    signed_partner_id = fields.Many2one(
        "res.partner",
        string="Signed as",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        copy=False,
    )
    scan_name = fields.Char(string="Scan", readonly=True, copy=False)
    scan_sha256 = fields.Char(string="SHA-256 of the Scan", readonly=True, copy=False)
    scan_attachment_id = fields.Many2one(
        "ir.attachment", string="Scanned Document", compute="_compute_scan"
    )
    recorded_by_id = fields.Many2one(
        "res.users", string="Recorded by", readonly=True, copy=False
    )

    @api.depends("scan_name")
    def _compute_scan(self):
        # Who reads the document reads the scan of its signature.
        scans_sudo = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("res_field", "=", False),
                    ("id", "not in", self._own_files_sudo().ids),
                ],
                order="id",
            )
        )
        by_document = {scan.res_id: scan for scan in scans_sudo}
        for document in self:
            document.scan_attachment_id = document.scan_name and by_document.get(
                document.id
            )

    def _own_files_sudo(self):
        """Return the attachments of these that are no scans."""
        return self.env["ir.attachment"].sudo()  # none, by itself

    def _portal_acceptance(self, name, signature, ip=None, partner=None):
        """Return the values of an acceptance in the portal.

        :param str name: the signer's name as typed
        :param signature: the drawn signature, a base64 image
        :param str ip: where the request came from
        :param partner: the signer, when logged in
        :raise UserError: missing name, missing or unreadable signature
        """
        if not (name or "").strip() or not signature:
            raise UserError(self.env._("Please enter your name and draw a signature."))
        return {
            "sign_method": "portal",
            "signed_by": name.strip()[:120],
            "signed_at": fields.Datetime.now(),
            "signature": self.env["crm.contract"]._check_signature_image(signature),
            "signed_ip": ip,
            "signed_partner_id": partner.id if partner else False,
        }

    def _paper_acceptance(self, name, date, scan, since):
        """Keep the scan, and return the values of an acceptance on paper.

        :param str name: who signed
        :param date date: when, as the paper says
        :param tuple scan: name and bytes of the scanned document
        :param datetime since: when it went to the client
        :raise AccessError: for who may not record it
        :raise UserError: what is wrong with name, date or scan
        """
        self.ensure_one()
        self._check_may_record()
        filename, content = sanitise_filename(scan[0]), scan[1] or b""
        self._check_paper(name, filename, content)
        self._check_paper_date(date, since)
        # The file belongs to the document, whoever may attach files to it.
        self.env["ir.attachment"].sudo().create(
            {
                "name": filename,
                "raw": content,
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        return {
            "sign_method": "paper",
            "signed_by": name.strip(),
            "signed_at": self._get_noon(date),
            "scan_name": filename,
            "scan_sha256": sha256_of([content]),
            "recorded_by_id": self.env.uid,
        }

    def _get_noon(self, date):
        """Return the moment (naive UTC) of a day's noon where the company works."""
        # Who records it does not read the settings of the company.
        company_sudo = (self.project_id.company_id or self.env.company).sudo()
        noon = datetime.combine(date, time(12), ZoneInfo(company_sudo.working_tz))
        return noon.astimezone(timezone.utc).replace(tzinfo=None)

    def _check_may_record(self):
        project = self.project_id
        is_manager = self.env.user.has_group("project.group_project_manager")
        if not (is_manager or project.user_id == self.env.user):
            raise AccessError(
                self.env._(
                    "Only the lead of %(project)s or a project administrator records a "
                    "signature on paper.",
                    project=project.name,
                )
            )

    def _check_paper(self, name, filename, content):
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

    def _check_paper_date(self, date, since):
        company = self.project_id.company_id
        first = company._get_work_day(since)
        if not first <= date <= company._get_work_day():
            raise UserError(
                self.env._(
                    "%(version)s was released on %(released)s: the paper cannot have "
                    "been signed before that day or in the future (%(date)s).",
                    version=self.display_name,
                    released=first,
                    date=date,
                )
            )
