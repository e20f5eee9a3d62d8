from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError

from ..tools import content as content_rules
from ..tools import progress


class CrmApprovalRequest(models.Model):
    """One run of a document through its flow, bound to the content it had then.

    The states tell: pending (a step is open), approved, refused, withdrawn (the
    requester took it back), voided (the content changed after the request).
    Requests are written by code alone; people act through ``decide()`` and
    ``action_withdraw()``.
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
        string="Waiting for",
        readonly=True,
    )
    approver_ids = fields.Many2many(
        "res.users",
        "crm_approval_request_approver_rel",
        string="Approvers",
        readonly=True,
    )
    decision_ids = fields.One2many(
        "crm.approval.decision", "request_id", string="Decisions", readonly=True
    )
    can_decide = fields.Boolean(compute="_compute_can_decide")

    _document_idx = models.Index("(res_model, res_id, id DESC)")
    _one_pending = models.UniqueIndex(
        "(res_model, res_id) WHERE state = 'pending'",
        "This document is waiting for an approval already.",
    )

    @api.depends("res_model")
    def _compute_document_kind(self):
        for request in self:
            kind = self.env["ir.model"]._get(request.res_model)
            request.document_kind = kind.name

    @api.depends("summary", "approver_ids")
    @api.depends_context("uid")
    def _compute_summary_html(self):
        user = self.env.user
        sees_all = user.has_group("crm_approval.crm_approval_group_manager")
        row = Markup("<tr><th class='text-nowrap pe-4'>%s</th><td>%s</td></tr>")
        table = Markup("<table class='table table-sm mb-0'><tbody>%s</tbody></table>")
        for request in self:
            is_told = sees_all or user in request.approver_ids
            rows = [
                row % (item["label"], item["value"])
                for item in request.summary or []
                if is_told or not item.get("is_confidential")
            ]
            request.summary_html = table % Markup("").join(rows) if rows else False

    @api.depends("state", "awaited_ids")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for request in self:
            request.can_decide = (
                request.state == "pending" and self.env.user in request.awaited_ids
            )

    # -- the document ------------------------------------------------------------

    def _document_sudo(self):
        """Return the document as superuser: approvers need not be able to read it."""
        self.ensure_one()
        return self.env[self.res_model].sudo().browse(self.res_id).exists()

    def action_open_document(self):
        """Open the document under approval."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

    # -- deciding ----------------------------------------------------------------

    def decide(self, decision, comment=None, on_behalf_of=None, channel="web"):
        """Decide the open step as the current user: the only way to decide.

        :param str decision: ``approve`` or ``refuse`` (a refusal needs a comment)
        :param on_behalf_of: id of the user decided for, under a delegation
        :param str channel: where it was decided: ``web``, ``chat`` or ``mail``
        :return: True
        :raises UserError: in a sentence, when this user cannot decide this now
        """
        self.ensure_one()
        self.check_access("read")
        request_sudo = self.sudo()  # people may not write requests, code does
        request_sudo._check_words(decision, channel)
        request_sudo._lock_open()
        request_sudo._check_decision(decision, comment, on_behalf_of)
        self.env["crm.approval.decision"].sudo().create(
            {
                "request_id": self.id,
                "step_id": request_sudo.current_step_id.id,
                "user_id": self.env.uid,
                "decision": decision,
                "comment": comment,
                "channel": channel,
                "content_hash": request_sudo.content_hash,
            }
        )
        request_sudo._apply_progress()
        return True

    def action_approve(self):
        """Approve as the current user."""
        return self.decide("approve")

    def action_refuse(self):
        """Ask for the reason, then refuse."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_approval.crm_approval_request_refuse_action"
        )
        action["context"] = {"default_request_id": self.id}
        return action

    def action_withdraw(self):
        """Take the own request back, as long as it is pending."""
        self.ensure_one()
        self.check_access("read")
        request_sudo = self.sudo()  # people may not write requests, code does
        request_sudo._lock_open()
        if request_sudo.requester_id != self.env.user:
            raise UserError(
                self.env._(
                    "Only %(requester)s can withdraw the request for “%(document)s”.",
                    requester=request_sudo.requester_id.name,
                    document=request_sudo.name,
                )
            )
        request_sudo._close("withdrawn")
        request_sudo._document_sudo()._approval_withdrawn(request_sudo)
        return True

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._(
                "Requests are the history of an approval: they are not deleted. "
                "Withdraw an open one instead."
            )
        )

    def _lock_open(self):
        """Lock the row and check that it is still open.

        :raises UserError: when it was decided, or is being decided this moment
        """
        self.flush_recordset()
        try:
            self.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody is deciding on “%(document)s” at this moment. Reload "
                    "the page to see the outcome.",
                    document=self.name,
                )
            ) from error
        self.invalidate_recordset()
        if self.state != "pending":
            raise UserError(self._closed_message())

    def _closed_message(self):
        last = self.decision_ids[-1:]
        if self.state in ("approved", "refused") and last:
            verb = {
                "approved": self.env._("approved"),
                "refused": self.env._("refused"),
            }[self.state]
            return self.env._(
                "Too late: “%(document)s” was already %(verb)s by %(user)s at "
                "%(moment)s.",
                document=self.name,
                verb=verb,
                user=last.user_id.name,
                moment=fields.Datetime.context_timestamp(
                    self, last.decided_at
                ).strftime("%Y-%m-%d %H:%M"),
            )
        if self.state == "voided":
            return self.env._(
                "The request for “%(document)s” is void, because its content changed "
                "after it (%(changes)s). It has to be submitted anew.",
                document=self.name,
                changes=self.void_reason,
            )
        return self.env._(
            "The request for “%(document)s” was withdrawn by %(user)s.",
            document=self.name,
            user=self.requester_id.name,
        )

    def _check_words(self, decision, channel):
        """Raise when a caller uses words that the ledger does not know."""
        if decision not in (progress.APPROVE, progress.REFUSE):
            raise UserError(
                self.env._(
                    "“%(decision)s” is not a decision: use approve or refuse.",
                    decision=decision,
                )
            )
        channels = self.env["crm.approval.decision"]._fields["channel"]
        if channel not in channels.get_values(self.env):
            raise UserError(
                self.env._(
                    "“%(channel)s” is not a channel: use %(channels)s.",
                    channel=channel,
                    channels=", ".join(channels.get_values(self.env)),
                )
            )

    def _check_decision(self, decision, comment, on_behalf_of):
        """Raise the reason why the current user cannot decide this, if there is one."""
        user = self.env.user
        if on_behalf_of and on_behalf_of != user.id:
            raise UserError(
                self.env._(
                    "No delegation lets you decide “%(document)s” for somebody else.",
                    document=self.name,
                )
            )
        if user not in self.awaited_ids:
            raise UserError(
                self.env._(
                    "“%(document)s” does not wait for you: %(people)s can decide "
                    "step “%(step)s”.",
                    document=self.name,
                    people=", ".join(self.awaited_ids.mapped("name")),
                    step=self.current_step_id.name,
                )
            )
        if decision == progress.REFUSE and not str(comment or "").strip():
            raise UserError(
                self.env._(
                    "Say why you refuse “%(document)s”, so that it can be mended.",
                    document=self.name,
                )
            )
        if self._recheck():
            raise UserError(self._closed_message())

    # -- state -------------------------------------------------------------------

    def _apply_progress(self):
        """Replay the ledger, then open the next step or close the request."""
        self.ensure_one()
        # Cached one2many values may predate the decision just written.
        self.invalidate_recordset(["decision_ids"])
        result = progress.replay(
            self.step_ids._as_rule(),
            [
                progress.Decision(
                    row.step_id.id,
                    row.on_behalf_of_id.id or row.user_id.id,
                    row.decision,
                )
                for row in self.decision_ids
            ],
        )
        if result.state == "pending":
            self.write(
                {
                    "current_step_id": result.step,
                    "awaited_ids": [fields.Command.set(sorted(result.awaited))],
                }
            )
            self._schedule_activities()
            return
        self._close(result.state)
        document_sudo = self._document_sudo()
        if result.state == "approved":
            document_sudo._approval_granted(self)
        else:
            document_sudo._approval_refused(self)

    def _close(self, state, reason=None):
        self.write(
            {
                "state": state,
                "awaited_ids": [fields.Command.clear()],
                "current_step_id": False,
                "void_reason": reason,
            }
        )
        self.activity_ids.unlink()
        for request in self:
            request._document_sudo()._approval_invalidate()

    def _close_orphaned(self):
        """Void the open requests of documents that are deleted."""
        self.filtered(lambda request: request.state == "pending")._close(
            "voided", self.env._("the document was deleted")
        )

    def _recheck(self):
        """Void the requests whose document differs from what was submitted.

        :return: the requests voided now
        """
        voided = self.browse()
        for request in self.sudo():
            document_sudo = request._document_sudo()
            if not document_sudo:
                continue
            content = document_sudo._approval_content()
            if content_rules.digest(content) == request.content_hash:
                continue
            reason = document_sudo._approval_describe_changes(
                content_rules.changes(request.content, content)
            )
            request._close("voided", reason)
            document_sudo._approval_voided(request)
            voided |= request
        return voided

    def _schedule_activities(self):
        """Let exactly the people awaited have an activity on this request."""
        self.activity_ids.filtered(
            lambda activity: activity.user_id not in self.awaited_ids
        ).unlink()
        for user in self.awaited_ids - self.activity_ids.user_id:
            self.activity_schedule(
                "crm_approval.mail_activity_type_approval",
                summary=self.name,
                user_id=user.id,
            )
