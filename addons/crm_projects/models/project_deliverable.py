import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..tools.files import human_size, sanitise_filename
from .ir_attachment import FILE_FLOW
from .project_deliverable_version import CLIENT_STATES, VERSION_FLOW

DEFAULT_MAX_MB = 200


class ProjectDeliverable(models.Model):
    """Something the contract promises the client: a set of drawings, a model...

    Its files are versions, numbered from 1 and never exchanged. The state follows
    from them and is never typed in: planned (no file), in review (not shown to the
    client), released (the client may sign) and signed off (final).
    """

    _name = "project.deliverable"
    _description = "Project Deliverable"
    _inherit = ["portal.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "project_id, phase_sequence, sequence, id"
    _mail_post_access = "read"

    name = fields.Char(required=True, tracking=True)
    code = fields.Char(
        index="btree_not_null",
        help="Short code that payment plans refer to, e.g. concept.",
    )
    sequence = fields.Integer(default=10)
    weight = fields.Float(
        default=1.0, help="Share of this deliverable in the progress of its phase."
    )
    milestone_id = fields.Many2one(
        "project.milestone",
        string="Phase",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('project_id', '=?', project_id)]",
    )
    phase_sequence = fields.Integer(
        related="milestone_id.sequence", store=True, string="Phase Order"
    )
    project_id = fields.Many2one(
        "project.project",
        compute="_compute_project_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        ondelete="restrict",
    )
    is_template = fields.Boolean(related="project_id.is_template", store=True)
    contract_id = fields.Many2one(
        related="project_id.contract_id", store=True, index="btree_not_null"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        compute="_compute_partner_id",
        store=True,
        index=True,
        help="The contract's customer; he alone sees and signs in the portal.",
    )
    company_id = fields.Many2one(related="project_id.company_id", store=True)
    user_id = fields.Many2one("res.users", string="Designer", index="btree_not_null")
    deadline = fields.Date(
        compute="_compute_deadline", store=True, readonly=False, copy=False
    )
    is_late = fields.Boolean(compute="_compute_is_late")
    version_ids = fields.One2many("project.deliverable.version", "deliverable_id")
    version_count = fields.Integer(compute="_compute_from_versions", store=True)
    last_number = fields.Integer(
        default=0, copy=False, readonly=True, groups="base.group_user"
    )
    current_version_id = fields.Many2one(
        "project.deliverable.version",
        string="Latest Version",
        compute="_compute_from_versions",
        store=True,
        groups="base.group_user",
    )
    client_version_id = fields.Many2one(
        "project.deliverable.version",
        string="Client's Version",
        compute="_compute_from_versions",
        store=True,
        help="The version the client signed, or the one that is out for signature.",
    )
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("in_review", "In Review"),
            ("released", "Released"),
            ("signed_off", "Signed Off"),
        ],
        group_expand=True,
        compute="_compute_from_versions",
        store=True,
        index=True,
        tracking=True,
    )

    @api.depends("milestone_id.project_id")
    def _compute_project_id(self):
        for deliverable in self:
            phase = deliverable.milestone_id
            deliverable.project_id = phase.project_id or deliverable.project_id

    @api.depends("project_id.contract_id.partner_id", "project_id.partner_id")
    def _compute_partner_id(self):
        for deliverable in self:
            project = deliverable.project_id
            deliverable.partner_id = (
                project.contract_id.partner_id or project.partner_id
            )

    @api.depends("milestone_id.deadline")
    def _compute_deadline(self):
        for deliverable in self:
            deliverable.deadline = deliverable.milestone_id.deadline

    @api.depends("deadline", "state")
    def _compute_is_late(self):
        for deliverable in self:
            deliverable.is_late = (
                deliverable.state != "signed_off"
                and bool(deliverable.deadline)
                and deliverable.deadline < deliverable.company_id._get_work_day()
            )

    @api.depends("version_ids.state", "version_ids.number")
    def _compute_from_versions(self):
        for deliverable in self:
            versions = deliverable.version_ids.sorted("number")
            signed = versions.filtered(lambda v: v.state == "signed_off")
            released = versions.filtered(lambda v: v.state == "released")
            deliverable.version_count = len(versions)
            deliverable.current_version_id = versions[-1:]
            deliverable.client_version_id = signed[-1:] or released[-1:]
            deliverable.state = (
                (signed and "signed_off")
                or (released and "released")
                or (versions and "in_review")
                or "planned"
            )

    def _compute_access_url(self):
        for deliverable in self:
            deliverable.access_url = f"/my/deliverables/{deliverable.id}"

    @api.depends("name", "project_id.name")
    def _compute_display_name(self):
        for deliverable in self:
            deliverable.display_name = (
                f"{deliverable.name} - {deliverable.project_id.name}"
                if self.env.context.get("show_project") and deliverable.project_id
                else deliverable.name
            )

    @api.constrains("milestone_id", "project_id")
    def _check_project(self):
        for deliverable in self:
            if deliverable.project_id != deliverable.milestone_id.project_id:
                raise ValidationError(
                    self.env._(
                        "Phase %(phase)s belongs to another project than deliverable "
                        "%(deliverable)s. Choose a phase of %(project)s.",
                        phase=deliverable.milestone_id.name,
                        deliverable=deliverable.name,
                        project=deliverable.project_id.name,
                    )
                )

    @api.constrains("weight")
    def _check_weight(self):
        for deliverable in self:
            if deliverable.weight < 0:
                raise ValidationError(
                    self.env._(
                        "The weight of deliverable %(deliverable)s cannot be negative.",
                        deliverable=deliverable.name,
                    )
                )

    def write(self, vals):
        computed = {"state", "last_number", "client_version_id", "current_version_id"}
        if computed & vals.keys():
            raise UserError(
                self.env._(
                    "The state of a deliverable follows from its versions: upload, "
                    "release or sign one instead of writing the state."
                )
            )
        return super().write(vals)

    def unlink(self):
        # Versions the client has seen refuse, drafts go with the deliverable.
        self.version_ids.unlink()
        return super().unlink()

    def action_upload(self, filename, data_base64, note=None):
        """Store a file as the next version; callable through RPC.

        :param str filename: the name on the sender's side; made safe here
        :param data_base64: the content, base64 as text or bytes
        :param str note: what changed
        :return: the new ``project.deliverable.version``
        :raise UserError: empty, too large or unreadable file, or signed off already
        """
        self.ensure_one()
        self.check_access("write")
        content = self._decode_upload(filename, data_base64)
        number = self._take_next_number()
        self._check_upload_allowed()
        version_model = self.env["project.deliverable.version"]
        version = version_model.with_context(version_flow=VERSION_FLOW).create(
            version_model._prepare_upload_vals(self, number, filename, content, note)
        )
        version.attachment_id.sudo().with_context(version_file_flow=FILE_FLOW).write(
            {"res_id": version.id}
        )
        self.message_post(
            body=self.env._(
                "Version %(number)s uploaded: %(filename)s",
                number=number,
                filename=version.filename,
            )
        )
        return version_model.browse(version.id)

    def action_open_upload(self):
        """Open the screen that takes the next version."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "crm_projects.upload_many",
            "name": self.env._("Upload a Version"),
            "target": "new",
            "params": {
                "deliverable_id": self.id,
                "title": f"{self.project_id.name} · {self.name}",
                "max_bytes": self._max_upload_bytes(),
                "needs_review": self.needs_review,
            },
        }

    def action_release(self):
        """Release the latest version to the client."""
        self.ensure_one()
        if not self.current_version_id:
            raise UserError(
                self.env._(
                    "%(deliverable)s has no version yet. Upload one first.",
                    deliverable=self.name,
                )
            )
        self.current_version_id.action_release()

    def action_preview_portal(self):
        """Open the page the client sees."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.get_portal_url()}

    def _check_upload_allowed(self):
        """Refuse files for templates and for what the client has signed."""
        if self.is_template:
            raise UserError(
                self.env._(
                    "%(deliverable)s belongs to a template. Upload files to the "
                    "deliverables of a real project.",
                    deliverable=self.name,
                )
            )
        if self.state == "signed_off":
            raise UserError(
                self.env._(
                    "%(deliverable)s has been signed off as version %(number)s and "
                    "is closed. Add a new deliverable for later changes.",
                    deliverable=self.name,
                    number=self.client_version_id.number,
                )
            )

    def _take_next_number(self):
        """Reserve the next version number.

        An UPDATE, not a lock alone: when two uploads meet, the second one waits,
        fails on serialisation and is repeated by Odoo with the next number.
        """
        # Numbering belongs to the system, not to the rights of the uploader.
        [[number]] = self.env.execute_query(
            SQL(
                "UPDATE project_deliverable SET last_number = last_number + 1 "
                "WHERE id = %s RETURNING last_number",
                self.id,
            )
        )
        self.invalidate_recordset()
        return number

    def _lock_row(self):
        """Let nobody else release, sign or upload until the end of this one."""
        self.env.execute_query(
            SQL(
                "UPDATE project_deliverable SET last_number = last_number "
                "WHERE id = %s RETURNING id",
                self.id,
            )
        )
        self.invalidate_recordset()
        self.version_ids.invalidate_recordset()

    def _max_upload_bytes(self):
        # Configuration is not readable by ordinary users.
        param_sudo = self.env["ir.config_parameter"].sudo()
        text = param_sudo.get_param("crm_projects.max_upload_mb") or ""
        megabytes = int(text) if text.strip().isdigit() else DEFAULT_MAX_MB
        return (megabytes or DEFAULT_MAX_MB) * 1024 * 1024

    def _decode_upload(self, filename, data_base64):
        """Return the bytes of an upload, checked for size."""
        name, limit = sanitise_filename(filename), self._max_upload_bytes()
        if data_base64 and len(data_base64) * 3 // 4 > limit + 3:
            raise self._too_large_error(name, len(data_base64) * 3 // 4, limit)
        try:
            content = base64.b64decode(data_base64 or b"", validate=True)
        except (binascii.Error, ValueError) as error:
            raise UserError(
                self.env._(
                    "File %(filename)s arrived damaged (not valid base64). Upload it "
                    "again.",
                    filename=name,
                )
            ) from error
        if not content:
            raise UserError(
                self.env._(
                    "File %(filename)s is empty (0 bytes). Export it again and upload "
                    "the complete file.",
                    filename=name,
                )
            )
        if len(content) > limit:
            raise self._too_large_error(name, len(content), limit)
        return content

    def _too_large_error(self, name, size, limit):
        return UserError(
            self.env._(
                "File %(filename)s has %(size)s, the limit is %(limit)s. Split or "
                "compress it, or ask an administrator to raise the limit.",
                filename=name,
                size=human_size(size),
                limit=human_size(limit),
            )
        )

    def _visible_versions(self):
        """Return the versions a client may see, newest first."""
        self.ensure_one()
        return self.version_ids.filtered(lambda v: v.state in CLIENT_STATES)

    def _sales_audience(self):
        """Return the users of the sales side who follow this deliverable."""
        return self.sudo().contract_id.user_id

    def _signed_off_audience(self):
        """Return who hears of a sign-off: lead designer, authors, salesperson."""
        record_sudo = self.sudo()  # the client who signs cannot read users
        return (
            record_sudo.project_id.user_id
            | record_sudo.client_version_id.user_id
            | record_sudo.contract_id.user_id
        )

    def _on_signed_off(self, version):
        """Hook: the client has signed ``version`` of this deliverable.

        Called once, as superuser, after state, phase and progress are up to date.
        """
        self.ensure_one()
