from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import content as content_rules

NOT_REQUESTED = "none"


class CrmApprovalMixin(models.AbstractModel):
    """Let a document be approved.

    A model that inherits this fills in:

    * ``_approval_content()``: the content that counts, as plain JSON values, its
      keys the names of the fields they come from (so changes can be told in words);
    * ``_approval_counted_fields()``: the own fields this content is made of, so
      that a write of any other field costs nothing;
    * ``_approval_summary()``: key figures and evidence for the approver;
    * ``_approval_granted(request)``, ``_approval_refused(request)`` and
      ``_approval_withdrawn(request)``: what follows; called as superuser, with the
      acting user as ``env.user``.

    The state has one home, the request; the document only shows it, so there is
    nothing on the document that could be written to fake an approval.
    """

    _name = "crm.approval.mixin"
    _description = "Document under Approval"

    # Set where the document itself tells the first approvers, so that no one hears
    # of a request twice: the activity is made without its own notification then.
    _approval_is_announced = False

    approval_request_id = fields.Many2one(
        "crm.approval.request",
        compute="_compute_approval",
        compute_sudo=True,
        help="The latest request.",
        groups="base.group_user",
    )
    approval_state = fields.Selection(
        selection="_selection_approval_state",
        string="Approval",
        compute="_compute_approval",
        search="_search_approval_state",
        compute_sudo=True,
        groups="base.group_user",
    )
    approval_awaited_ids = fields.Many2many(
        "res.users",
        string="Approval Waits for",
        compute="_compute_approval",
        compute_sudo=True,
        groups="base.group_user",
    )
    approval_note = fields.Text(
        compute="_compute_approval",
        compute_sudo=True,
        help="Why the latest request was refused, or what changed since.",
        groups="base.group_user",
    )
    can_decide_approval = fields.Boolean(
        compute="_compute_can_decide_approval", groups="base.group_user"
    )

    @api.model
    def _selection_approval_state(self):
        request_states = self.env["crm.approval.request"]._fields["state"]
        return [
            (NOT_REQUESTED, self.env._("Not requested")),
            *request_states._description_selection(self.env),
        ]

    def _compute_approval(self):
        Request = self.env["crm.approval.request"]
        latest = dict(
            Request._read_group(
                [("res_model", "=", self._name), ("res_id", "in", self._origin.ids)],
                ["res_id"],
                ["id:max"],
            )
        )
        requests = Request.browse(latest.values())
        requests.fetch(["state", "void_reason"])
        for document in self:
            request = Request.browse(latest.get(document._origin.id))
            request = request.with_prefetch(requests._prefetch_ids)
            document.approval_request_id = request
            document.approval_state = request.state or NOT_REQUESTED
            document.approval_awaited_ids = request.awaited_ids
            document.approval_note = request.void_reason or (
                request.state == "refused" and request.decision_ids[-1:].comment
            )

    @api.depends("approval_state", "approval_awaited_ids")
    @api.depends_context("uid")
    def _compute_can_decide_approval(self):
        for document in self:
            document.can_decide_approval = (
                document.approval_state == "pending"
                and self.env.user in document.approval_awaited_ids
            )

    def _search_approval_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        # Only ids come out of this, and the caller's own rules apply to them.
        Request_sudo = self.env["crm.approval.request"].sudo()
        of_model = Domain("res_model", "=", self._name)
        latest = Request_sudo._read_group(of_model, ["res_id"], ["id:max"])
        wanted = Request_sudo.search(
            Domain("id", "in", [request_id for _res_id, request_id in latest])
            & Domain("state", "in", list(value))
        )
        domain = Domain("id", "in", wanted.mapped("res_id"))
        if NOT_REQUESTED in value:
            requested = [res_id for res_id, _request_id in latest]
            domain |= Domain("id", "not in", requested)
        return domain

    # -- what the document says ----------------------------------------------------

    def _approval_content(self):
        """Hook: the content that is approved, as plain JSON values.

        :rtype: dict[str, Any]
        """
        raise NotImplementedError

    @api.model
    def _approval_counted_fields(self):
        """Hook: names of the own fields that ``_approval_content`` is made of."""
        return frozenset()

    def _approval_summary(self):
        """Hook: what the approver is shown: a list of ``{"label", "value"}``.

        A row with ``"is_confidential": True`` is shown to the approvers alone, not
        to the requester: evidence about other people's records.
        """
        return []

    def _approval_granted(self, request):
        """Hook: the last step approved; ``self`` is superuser here."""

    def _approval_refused(self, request):
        """Hook: a step refused; ``self`` is superuser here."""

    def _approval_withdrawn(self, request):
        """Hook: the requester took it back; ``self`` is superuser here."""

    def _approval_voided(self, request):
        """Hook: the content changed after the request; says so in the chatter."""
        if hasattr(self, "message_post"):
            self.message_post(
                body=self.env._(
                    "The approval is void, because its content changed:\n%(changes)s",
                    changes=request.void_reason,
                )
            )

    def _approval_interested_users(self):
        """Hook: whose own business this is: they never decide on it.

        The requester never does either, so that an assistant's request does not let
        the salesperson approve himself.
        """
        return self.env["res.users"]

    def _approval_company(self):
        """Return the company whose flows apply (an empty set: any)."""
        if "company_id" in self._fields:
            return self.company_id
        return self.env["res.company"]

    # -- asking --------------------------------------------------------------------

    def action_request_approval(self):
        """Ask for the approval of the content as it is now.

        :raises UserError: when a request is open or no flow applies
        """
        for document in self:
            document._approval_request()
        return True

    def _approval_request(self):
        self.ensure_one()
        self.check_access("write")
        if self.approval_state == "pending":
            raise UserError(
                self.env._(
                    "“%(document)s” is waiting for %(people)s already.",
                    document=self.display_name,
                    people=", ".join(self.approval_awaited_ids.mapped("name")),
                )
            )
        flow_sudo = self.env["crm.approval.flow"]._for_document(self)
        if not flow_sudo.step_ids:
            raise UserError(
                self.env._(
                    "No approval flow applies to “%(document)s”. Ask an "
                    "administrator to set one up under Approvals › Configuration.",
                    document=self.display_name,
                )
            )
        # People may not write requests: code does, on their behalf.
        request_sudo = (
            self.env["crm.approval.request"]
            .sudo()
            .create(self._prepare_approval_request_vals(flow_sudo))
        )
        request_sudo.approver_ids = request_sudo.step_ids.approver_ids
        request_sudo.with_context(
            mail_activity_quick_update=self._approval_is_announced
        )._apply_progress()
        self._approval_invalidate()
        return request_sudo.sudo(self.env.su)

    def _prepare_approval_request_vals(self, flow_sudo):
        document_sudo = self.sudo()  # the same content whoever asks
        content = document_sudo._approval_content()
        steps = [
            {
                "name": step.name,
                "sequence": step.sequence,
                "rule": step.rule,
                "approver_ids": [
                    fields.Command.set(
                        step._resolve_approvers(document_sudo, self.env.user).ids
                    )
                ],
            }
            for step in flow_sudo.step_ids
        ]
        return {
            "name": self.display_name,
            "res_model": self._name,
            "res_id": self.id,
            "flow_id": flow_sudo.id,
            "flow_version": flow_sudo.version,
            "company_id": self._approval_company().id,
            "requester_id": self.env.uid,
            "content": content,
            "content_hash": content_rules.digest(content),
            "summary": document_sudo._approval_summary(),
            "step_ids": [fields.Command.create(step) for step in steps],
        }

    # -- deciding, from the document's own form --------------------------------------

    def action_approve(self):
        """Approve the open step of this document as the current user."""
        self.ensure_one()
        return self._approval_open_request().action_approve()

    def action_refuse_approval(self):
        """Ask for the reason, then refuse the open step."""
        self.ensure_one()
        return self._approval_open_request().action_refuse()

    def action_withdraw_approval(self):
        """Withdraw the own open request."""
        self.ensure_one()
        return self._approval_open_request().action_withdraw()

    def _approval_open_request(self):
        request = self.approval_request_id.sudo(self.env.su)
        if not request:
            raise UserError(
                self.env._(
                    "No approval has been asked for “%(document)s” yet.",
                    document=self.display_name,
                )
            )
        return request

    # -- staying true to what was approved -------------------------------------------

    def write(self, vals):
        result = super().write(vals)
        if not self._approval_counted_fields().isdisjoint(vals):
            self._approval_recheck()
        return result

    def unlink(self):
        # The requests stay as history; one that waits has nothing to decide.
        self.sudo().approval_request_id._close_orphaned()
        return super().unlink()

    def _approval_recheck(self):
        """Void what was approved or asked for and has changed since."""
        documents = self.filtered(
            lambda document: document.approval_state in ("pending", "approved")
        )
        return documents.sudo().approval_request_id._recheck()

    def _approval_is_valid(self):
        """Whether the content as it is now is the content that was approved."""
        self.ensure_one()
        self._approval_recheck()
        return self.approval_state == "approved"

    def _approval_invalidate(self):
        self.invalidate_recordset(
            [
                "approval_request_id",
                "approval_state",
                "approval_awaited_ids",
                "approval_note",
                "can_decide_approval",
            ]
        )

    @api.model
    def _approval_describe_changes(self, changes):
        """Return one line a change, for people.

        :param changes: what ``tools.content.changes`` yields
        """
        nothing = self.env._("none")
        return "\n".join(
            self.env._(
                "%(what)s: %(old)s → %(new)s",
                what=self._approval_describe_path(path),
                old=nothing if old is None else old,
                new=nothing if new is None else new,
            )
            for path, old, new in changes
        )

    @api.model
    def _approval_describe_path(self, path):
        """Return the labels of the fields that a path of the content names."""
        model, labels = self, []
        for part in path.split(content_rules.PATH_SEPARATOR):
            field = model._fields.get(part)
            labels.append(field._description_string(self.env) if field else part)
            if field and field.comodel_name:
                model = self.env[field.comodel_name]
        return content_rules.PATH_SEPARATOR.join(labels)
