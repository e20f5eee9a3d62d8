from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain


class CrmApprovalDelegation(models.Model):
    """One person lets another decide in their place, for a while.

    Nothing is copied to the requests: whether a delegation covers a request is
    looked up whenever it matters, so an expired one has no effect from that moment.
    """

    _name = "crm.approval.delegation"
    _description = "Approval Delegation"
    _order = "date_from desc, id desc"
    _rec_name = "to_user_id"

    from_user_id = fields.Many2one(
        "res.users",
        string="Delegated by",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    to_user_id = fields.Many2one(
        "res.users",
        string="Delegated to",
        required=True,
        index=True,
        domain="[('share', '=', False), ('id', '!=', from_user_id)]",
    )
    date_from = fields.Datetime(
        string="From Date", required=True, default=fields.Datetime.now
    )
    date_to = fields.Datetime(
        string="Until",
        required=True,
        default=lambda self: fields.Datetime.now() + timedelta(days=7),
    )
    kind_ids = fields.One2many(
        "crm.approval.delegation.kind",
        "delegation_id",
        string="Kinds of Documents",
        help="Empty: every kind.",
    )
    amount_limit = fields.Float(
        string="Up to an Amount of",
        help="In the company's currency; documents without an amount are not covered "
        "then. 0: no limit.",
    )
    note = fields.Char(string="Reason")
    active = fields.Boolean(default=True)
    state = fields.Selection(
        [("planned", "Planned"), ("running", "Running"), ("over", "Over")],
        compute="_compute_state",
    )
    is_told = fields.Boolean(
        readonly=True, help="The tasks of the open requests are with the delegate."
    )

    _period = models.Constraint(
        "CHECK(date_from < date_to)", "A delegation ends after it begins."
    )
    _amount_limit_positive = models.Constraint(
        "CHECK(amount_limit >= 0)", "The limit of a delegation is not negative."
    )

    @api.depends("date_from", "date_to", "active")
    def _compute_state(self):
        now = fields.Datetime.now()
        for delegation in self:
            if not delegation.date_from or not delegation.date_to:
                delegation.state = False
            elif not delegation.active or delegation.date_to <= now:
                delegation.state = "over"
            else:
                is_planned = delegation.date_from > now
                delegation.state = "planned" if is_planned else "running"

    @api.constrains("from_user_id", "to_user_id")
    def _check_to_user(self):
        for delegation in self:
            if delegation.to_user_id == delegation.from_user_id:
                raise ValidationError(
                    self.env._(
                        "%(user)s cannot delegate to themselves: choose a colleague.",
                        user=delegation.to_user_id.name,
                    )
                )
            if delegation.to_user_id.share or not delegation.to_user_id.active:
                raise ValidationError(
                    self.env._(
                        "%(user)s cannot decide for somebody: choose a colleague with "
                        "an active account.",
                        user=delegation.to_user_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        delegations = super().create(vals_list)
        delegations._check_own()
        delegations._sync_activities()
        return delegations

    def write(self, vals):
        if vals.keys() == {"is_told"}:
            return super().write(vals)
        self._check_own()
        result = super().write(vals)
        self._check_own()
        self._sync_activities()
        return result

    def _kinds_changed(self):
        self._check_own()
        self._sync_activities()

    def _check_own(self):
        """Raise when somebody gives away what is not his to decide."""
        is_keeper = self.env.user.has_group("crm_approval.crm_approval_group_manager")
        foreign = self.filtered(lambda row: row.from_user_id != self.env.user)
        if foreign and not (self.env.su or is_keeper):
            raise AccessError(
                self.env._(
                    "You delegate your own decisions only, not those of %(user)s.",
                    user=foreign[0].from_user_id.name,
                )
            )

    # -- what it covers -------------------------------------------------------------

    @api.model
    def _running_domain(self):
        now = fields.Datetime.now()
        return (
            Domain("date_from", "<=", now)
            & Domain("date_to", ">", now)
            # Said, because record rules are checked with archived records in view.
            & Domain("active", "=", True)
        )

    @api.model
    def _of(self, user):
        """Return the delegations to ``user`` that run now, of people still here."""
        return self.search(
            self._running_domain()
            & Domain("to_user_id", "=", user.id)
            & Domain("from_user_id.active", "=", True)
        )

    @api.model
    def _standing_for(self, people):
        """Return the delegations of ``people`` that run now, to people still here."""
        return self.search(
            self._running_domain()
            & Domain("from_user_id", "in", people.ids)
            & Domain("to_user_id.active", "=", True)
        )

    def _covers(self, request):
        """Return the delegations of ``self`` that cover ``request``."""
        return self.filtered(
            lambda row: (
                (
                    not row.kind_ids
                    or request.res_model in row.kind_ids.mapped("res_model")
                )
                and (
                    not row.amount_limit
                    or (request.has_amount and request.amount <= row.amount_limit)
                )
            )
        )

    def _request_domain(self):
        """Return the domain of the requests that these delegations let one decide."""
        return Domain.OR(
            Domain("awaited_ids", "in", row.from_user_id.ids)
            & (
                Domain("res_model", "in", row.kind_ids.mapped("res_model"))
                if row.kind_ids
                else Domain.TRUE
            )
            & (
                Domain("has_amount", "=", True)
                & Domain("amount", "<=", row.amount_limit)
                if row.amount_limit
                else Domain.TRUE
            )
            for row in self
        )

    @api.model
    def _domain_for(self, user):
        """Return the domain of the requests that ``user`` may decide for others now.

        Delegations to him, people out of office whose substitute he is, and late
        steps that were escalated to him.
        """
        rows_sudo = self.sudo()._of(user)  # a delegate may not read every delegation
        return (
            rows_sudo._request_domain()
            | Domain("awaited_ids", "in", user.sudo()._approval_absent_principals().ids)
            | Domain("deputy_ids", "in", user.ids)
        )

    # -- tasks ----------------------------------------------------------------------

    def _sync_activities(self):
        """Give the tasks of the open requests to those who may decide them now."""
        Request_sudo = self.env["crm.approval.request"].sudo()
        # Who may decide, and so read, is no field that the ORM could watch.
        Request_sudo.invalidate_model(["is_concerned", "can_decide"])
        Request_sudo.search(
            [("awaited_ids", "in", self.from_user_id.ids)]
        )._sync_activities()
        for delegation_sudo in self.sudo():  # a flag of the engine's own
            is_told = delegation_sudo.state == "running"
            if delegation_sudo.is_told != is_told:
                delegation_sudo.is_told = is_told

    @api.model
    def _cron_sync(self):
        """Follow the delegations that began or ended since the last run."""
        running = self._running_domain()
        changed = self.with_context(active_test=False).search(
            (running & Domain("is_told", "=", False))
            | (Domain("is_told", "=", True) & Domain("date_to", "<=", "now"))
        )
        changed._sync_activities()
