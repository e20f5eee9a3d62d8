from odoo import api, fields, models
from odoo.fields import Domain

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
        help="Why the latest request was refused or returned, or what changed since.",
        groups="base.group_user",
    )
    can_decide_approval = fields.Boolean(
        compute="_compute_can_decide_approval", groups="base.group_user"
    )
    approval_progress = fields.Json(
        compute="_compute_approval_progress",
        help="The flow at a glance: see crm.approval.request._progress_for_display().",
        groups="base.group_user",
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
                request.state in ("refused", "returned")
                and request.decision_ids[-1:].comment
            )

    @api.depends("approval_state", "approval_awaited_ids")
    @api.depends_context("uid")
    def _compute_can_decide_approval(self):
        requests = self.sudo().approval_request_id  # shown to who reads the document
        principals = requests._principals(self.env.user)
        for document in self:
            request = document.sudo().approval_request_id
            document.can_decide_approval = bool(
                request.state == "pending" and principals[request]
            )

    @api.depends("approval_request_id", "approval_state", "approval_awaited_ids")
    @api.depends_context("uid", "lang")
    def _compute_approval_progress(self):
        for document in self:
            # Who reads the document reads how far its approval is.
            request_sudo = document.sudo().approval_request_id
            document.approval_progress = (
                request_sudo._progress_for_display(self.env.user)
                if request_sudo
                else False
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

    # -- what the document says -----------------------------------------------------

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

    def _approval_returned(self, request):
        """Hook: it was sent back to be mended; ``self`` is superuser here.

        The requester is told by the request; here the document goes back to where it
        can be changed and submitted again.
        """

    def _approval_needs_reason(self):
        """Hook: whether an approval needs a reason, too, as a refusal always does."""
        return False

    def _approval_amount(self):
        """Hook: what it is worth in the company's currency; None: no amount.

        Delegations may be limited to an amount.
        """
        return

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

    def _approval_own_users(self, requester):
        """Return whose own business this is, the requester included."""
        return requester | self._approval_interested_users()

    def _approval_eligible(self, users, requester):
        """Return those of ``users`` who may decide on this document."""
        own = self._approval_own_users(requester)
        company = self._approval_company()
        return users.filtered(
            lambda user: (
                user.active
                and not user.share
                and user not in own
                and (not company or company in user.company_ids)
            )
        )

    def _approval_administrators(self, requester):
        """Return the administrators who may decide on this document."""
        administrators = self.env.ref("base.group_system").all_user_ids
        return self._approval_eligible(administrators, requester)

    def _approval_closed(self, request):
        """Call the hook for the state that ``request`` has just come to."""
        hooks = {
            "approved": self._approval_granted,
            "refused": self._approval_refused,
            "returned": self._approval_returned,
            "withdrawn": self._approval_withdrawn,
        }
        if self:
            hooks[request.state](request)

    def _approval_company(self):
        """Return the company whose flows apply (an empty set: any)."""
        if "company_id" in self._fields:
            return self.company_id
        return self.env["res.company"]
