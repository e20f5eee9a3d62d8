from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# The history of a request does not change when somebody's account is archived.
EVEN_ARCHIVED = {"active_test": False}


class CrmApprovalRequest(models.Model):
    """One run of a document through its flow, bound to the content it had then.

    The states tell: pending (a step is open), approved, refused, returned (to the
    requester, to be mended), withdrawn (the requester took it back), voided (the
    content changed after the request). Requests are written by code alone; people
    act through ``decide()`` and its companions (``*_deciding.py``), which write the
    ledger; the state is what the ledger replays to (``*_progress.py``).
    """

    _name = "crm.approval.request"
    _description = "Approval Request"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    # Approvers ask back on requests that they read but may not write.
    _mail_post_access = "read"

    name = fields.Char(string="Document", required=True, readonly=True)
    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        model_field="res_model", required=True, readonly=True
    )
    document_kind = fields.Char(compute="_compute_document_kind")
    flow_id = fields.Many2one(
        "crm.approval.flow", required=True, readonly=True, ondelete="restrict"
    )
    flow_version = fields.Integer(required=True, readonly=True)
    company_id = fields.Many2one("res.company", readonly=True, index=True)
    requester_id = fields.Many2one(
        "res.users", required=True, readonly=True, index=True, ondelete="restrict"
    )
    requested_at = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now
    )
    state = fields.Selection(
        [
            ("pending", "Pending"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("returned", "Returned"),
            ("withdrawn", "Withdrawn"),
            ("voided", "Void"),
        ],
        required=True,
        readonly=True,
        default="pending",
        index=True,
        tracking=True,
    )
    content = fields.Json(readonly=True, help="The content that was submitted.")
    content_hash = fields.Char(required=True, readonly=True)
    # Read through summary_html, which leaves out what is for the approvers alone.
    summary = fields.Json(readonly=True, groups="base.group_system")
    summary_html = fields.Html(
        string="Key Figures",
        compute="_compute_summary_html",
        compute_sudo=True,
        sanitize=False,
    )
    void_reason = fields.Text(string="Changed Since", readonly=True)
    step_ids = fields.One2many(
        "crm.approval.request.step", "request_id", string="Steps", readonly=True
    )
    current_step_id = fields.Many2one("crm.approval.request.step", readonly=True)
    awaited_ids = fields.Many2many(
        "res.users",
        "crm_approval_request_awaited_rel",
        context=EVEN_ARCHIVED,
        string="Waiting for",
        readonly=True,
    )
    approver_ids = fields.Many2many(
        "res.users",
        "crm_approval_request_approver_rel",
        context=EVEN_ARCHIVED,
        string="Approvers",
        readonly=True,
    )
    decision_ids = fields.One2many(
        "crm.approval.decision", "request_id", string="Decisions", readonly=True
    )
    deputy_ids = fields.Many2many(
        "res.users",
        "crm_approval_request_deputy_rel",
        context=EVEN_ARCHIVED,
        string="Escalated to",
        readonly=True,
    )
    consulted_ids = fields.Many2many(
        "res.users",
        "crm_approval_request_consulted_rel",
        context=EVEN_ARCHIVED,
        string="Asked",
        readonly=True,
        help="People with a question to answer, or who answered one.",
    )
    has_questions = fields.Boolean(readonly=True)
    own_user_ids = fields.Many2many(
        "res.users",
        "crm_approval_request_own_rel",
        context=EVEN_ARCHIVED,
        string="Own Business of",
        readonly=True,
        help="They never decide on it, for nobody.",
    )
    has_amount = fields.Boolean(readonly=True)
    amount = fields.Float(
        readonly=True, help="In the company's currency, for limits of delegations."
    )
    # Those of the open step, so that the inbox can be sorted and searched by them.
    opened_at = fields.Datetime(string="Waiting since", readonly=True)
    due_at = fields.Datetime(string="Due", readonly=True, index=True)
    remind_at = fields.Datetime(readonly=True)
    is_reminded = fields.Boolean(readonly=True)
    is_escalated = fields.Boolean(readonly=True)
    is_overdue = fields.Boolean(
        compute="_compute_is_overdue", search="_search_is_overdue"
    )
    can_decide = fields.Boolean(
        compute="_compute_can_decide", search="_search_can_decide"
    )
    can_return = fields.Boolean(compute="_compute_can_decide")
    can_add_signer = fields.Boolean(compute="_compute_can_decide")
    can_ask = fields.Boolean(compute="_compute_can_decide")
    can_answer = fields.Boolean(compute="_compute_can_decide")
    is_concerned = fields.Boolean(
        compute="_compute_is_concerned", search="_search_is_concerned"
    )
    progress = fields.Json(compute="_compute_progress", compute_sudo=True)

    _document_idx = models.Index("(res_model, res_id, id DESC)")
    _one_pending = models.UniqueIndex(
        "(res_model, res_id) WHERE state = 'pending'",
        "This document is waiting for an approval already.",
    )

    @api.depends("res_model")
    @api.depends_context("lang")
    def _compute_document_kind(self):
        for request in self:
            kind = self.env["ir.model"]._get(request.res_model)
            request.document_kind = kind.name

    @api.depends("summary", "approver_ids", "awaited_ids", "deputy_ids")
    @api.depends_context("uid")
    def _compute_summary_html(self):
        user = self.env.user
        sees_all = user.has_group("crm_approval.crm_approval_group_manager")
        row = Markup("<tr><th class='text-nowrap pe-4'>%s</th><td>%s</td></tr>")
        table = Markup("<table class='table table-sm mb-0'><tbody>%s</tbody></table>")
        principals = self._principals(user)
        for request in self:
            is_told = sees_all or user in request.approver_ids or principals[request]
            rows = [
                row % (item["label"], item["value"])
                for item in request.summary or []
                if is_told or not item.get("is_confidential")
            ]
            request.summary_html = table % Markup("").join(rows) if rows else False

    # -- who may do what ------------------------------------------------------------

    def _principals(self, user):
        """Return for whom ``user`` may decide now: himself, or those he stands for.

        :rtype: dict[crm.approval.request, res.users]
        """
        requests_sudo = self.sudo()  # a delegate may not read every delegation
        delegations_sudo = requests_sudo.env["crm.approval.delegation"]._of(user)
        absent_sudo = user.sudo()._approval_absent_principals()
        found = {}
        for request, request_sudo in zip(self, requests_sudo, strict=True):
            awaited = request_sudo.awaited_ids
            principals = user | absent_sudo
            principals |= delegations_sudo._covers(request_sudo).from_user_id
            if user in request_sudo.deputy_ids:
                principals |= awaited
            if user in request_sudo.own_user_ids:
                awaited = awaited.browse()
            found[request] = (awaited & user) | (awaited & principals)
        return found

    @api.depends("state", "awaited_ids", "deputy_ids", "decision_ids")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        user = self.env.user
        principals = self._principals(user)
        for request in self:
            step_sudo = request.sudo().current_step_id
            can_decide = request.state == "pending" and bool(principals[request])
            request.can_decide = can_decide
            request.can_return = can_decide and step_sudo.can_return
            request.can_add_signer = can_decide and step_sudo.can_add_signer
            request.can_ask = can_decide and step_sudo.can_ask
            request.can_answer = bool(request.sudo()._open_questions(user))

    def _search_can_decide(self, operator, value):
        if operator != "in":
            return NotImplemented
        user = self.env.user
        domain = (
            Domain("state", "=", "pending")
            & Domain("own_user_ids", "not in", user.ids)
            & (
                Domain("awaited_ids", "in", user.ids)
                | self.env["crm.approval.delegation"]._domain_for(user)
            )
        )
        return domain if True in value else ~domain

    @api.depends("requester_id", "approver_ids", "awaited_ids", "consulted_ids")
    @api.depends_context("uid")
    def _compute_is_concerned(self):
        domain = self._search_is_concerned("in", [True])
        concerned = self.filtered_domain(domain)
        for request in self:
            request.is_concerned = request in concerned

    def _search_is_concerned(self, operator, value):
        """Find what the current user may read: what record rules ask for."""
        if operator != "in":
            return NotImplemented
        user = self.env.user
        domain = (
            Domain("requester_id", "=", user.id)
            | Domain("approver_ids", "in", user.ids)
            | Domain("consulted_ids", "in", user.ids)
            | self.env["crm.approval.delegation"]._domain_for(user)
        )
        return domain if True in value else ~domain

    @api.depends("state", "due_at")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for request in self:
            request.is_overdue = bool(request.due_at and request.due_at < now)

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain("due_at", "<", fields.Datetime.now())
        return domain if True in value else ~domain

    # -- the document ---------------------------------------------------------------

    def _document_sudo(self):
        """Return the document as superuser: approvers need not be able to read it.

        It exists as long as the request is open: deleting it voids the request.
        """
        self.ensure_one()
        return self.env[self.res_model].sudo().browse(self.res_id)

    def _company(self):
        """Return the company whose working hours count."""
        return self.company_id or self.env.company

    def action_open_document(self):
        """Open the document under approval."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._(
                "Requests are the history of an approval: they are not deleted. "
                "Withdraw an open one instead."
            )
        )
