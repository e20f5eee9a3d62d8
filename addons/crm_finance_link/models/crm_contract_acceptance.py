from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .crm_payment_plan_line import FINANCE_GROUP

# What follows from the acceptances that were recorded.
ACCEPTANCE_FIELDS = {"date_accepted", "date_warranty_end"}
ACCEPTABLE_STATES = ("signed", "running", "closed")


class CrmContract(models.Model):
    """The client's acceptance (验收) of the whole, and the warranty that follows it."""

    _inherit = "crm.contract"

    warranty_months = fields.Integer(
        string="Warranty (months)",
        default=12,
        help="The retention money is due so many months after the acceptance.",
    )
    acceptance_ids = fields.One2many("crm.contract.acceptance", "contract_id")
    date_accepted = fields.Date(
        string="Accepted on",
        compute="_compute_acceptance",
        store=True,
        recursive=True,
        copy=False,
        tracking=True,
    )
    date_warranty_end = fields.Date(
        string="Warranty Ends on",
        compute="_compute_acceptance",
        store=True,
        recursive=True,
        copy=False,
    )

    _warranty_positive = models.Constraint(
        "CHECK(warranty_months >= 0)", "The warranty of a contract cannot be negative."
    )

    @api.depends(
        "acceptance_ids.action",
        "parent_id.date_accepted",
        "parent_id.date_warranty_end",
    )
    def _compute_acceptance(self):
        for contract in self:
            parent = contract.parent_id
            last = contract.acceptance_ids.sorted("id")[-1:]
            if parent:
                # A supplement is accepted with its contract.
                contract.date_accepted = parent.date_accepted
                contract.date_warranty_end = parent.date_warranty_end
            elif last.action == "accepted":
                contract.date_accepted = last.date
                contract.date_warranty_end = last.date + relativedelta(
                    months=last.warranty_months
                )
            else:
                contract.date_accepted = contract.date_warranty_end = False

    def _check_writable(self, vals_list):
        result = super()._check_writable(vals_list)
        written = set().union(*vals_list)
        if not self.env.su and (named := sorted(written & ACCEPTANCE_FIELDS)):
            raise AccessError(
                self.env._(
                    "%(fields)s of a contract cannot be written. Use its buttons.",
                    fields=self._field_labels(named),
                )
            )
        if "warranty_months" in written:
            self._check_open_for_changes(self._field_labels(["warranty_months"]))
        return result

    def action_accept(self):
        """Ask when the client accepted."""
        return self._open_acceptance("accepted", self.env._("Record the Acceptance"))

    def action_withdraw_acceptance(self):
        """Ask why the acceptance is taken back."""
        return self._open_acceptance(
            "withdrawn", self.env._("Take Back the Acceptance")
        )

    def _open_acceptance(self, action, title):
        self.ensure_one()
        self._check_may_accept(action)
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "crm.contract.accept",
            "view_mode": "form",
            "target": "new",
            "context": {"default_contract_id": self.id, "default_action": action},
        }

    def _check_may_accept(self, action):
        """Raise when the user may not do this, or it cannot be done now."""
        is_finance = self.env.su or self.env.user.has_group(FINANCE_GROUP)
        self.check_access("read" if is_finance else "write")
        if action == "withdrawn" and not is_finance:
            raise AccessError(
                self.env._(
                    "Only finance may take back the acceptance of %(contract)s: money "
                    "is due because of it.",
                    contract=self.name,
                )
            )
        if self.parent_id or self.state not in ACCEPTABLE_STATES:
            raise UserError(
                self.env._(
                    "%(contract)s cannot be accepted: only a signed contract that is "
                    "not suspended or terminated can, with its supplements.",
                    contract=self.display_name,
                )
            )
        if bool(self.date_accepted) == (action == "accepted"):
            raise UserError(
                self.env._(
                    "%(contract)s: somebody was faster, reload the page. The "
                    "acceptance is recorded once.",
                    contract=self.display_name,
                )
            )

    def _record_acceptance(self, action, date, months, reason=None):
        """Record that the client accepted, or that he did not after all.

        :param str action: ``accepted`` or ``withdrawn``
        :param date: when he accepted
        :param int months: how long the warranty is
        :return: the row of the ledger, as superuser
        """
        self.ensure_one()
        # Finance does not write contracts, and nobody writes the ledger.
        contract_sudo = self.sudo()
        contract_sudo._lock_states()
        self._check_may_accept(action)
        if action == "accepted":
            self._check_acceptance(date, months)
        row_sudo = contract_sudo.acceptance_ids.create(
            {
                "contract_id": self.id,
                "action": action,
                "date": date,
                "warranty_months": months,
                "reason": reason,
                "user_id": self.env.uid,
            }
        )
        contract_sudo._follow_acceptance(row_sudo)
        return row_sudo

    def _check_acceptance(self, date, months):
        today = self._term_today()
        if date > today or (self.date_signed and date < self.date_signed):
            raise UserError(
                self.env._(
                    "%(contract)s was signed on %(signed)s: the client accepted "
                    "between then and today, not on %(date)s.",
                    contract=self.display_name,
                    signed=fields.Date.to_string(self.date_signed),
                    date=fields.Date.to_string(date),
                )
            )
        may_change = self.env.user.has_groups(
            f"{FINANCE_GROUP},sales_team.group_sale_manager"
        )
        if months < 0 or (months != self.warranty_months and not may_change):
            raise AccessError(
                self.env._(
                    "The warranty of %(contract)s is %(months)s months. Only finance "
                    "and sales managers may record another one.",
                    contract=self.name,
                    months=self.warranty_months,
                )
            )

    def _follow_acceptance(self, row):
        """Make due what waits for the acceptance, or let it wait again."""
        plans = (self | self.supplement_ids).plan_ids
        if row.action == "accepted":
            plans._trigger_lines("acceptance", date=row.date)
            sentence = self.env._(
                "%(contract)s was accepted by the client on %(date)s; the warranty "
                "ends on %(end)s",
                contract=self.name,
                date=fields.Date.to_string(row.date),
                end=fields.Date.to_string(self.date_warranty_end),
            )
        else:
            sentence = self.env._(
                "the acceptance of %(contract)s was taken back: %(reason)s",
                contract=self.name,
                reason=row.reason,
            )
            fired = plans.line_ids.filtered(
                lambda line: line.trigger in ("acceptance", "warranty_end")
            )
            fired._take_back(sentence)
        self.message_post(body=sentence)
        self.env["crm.business.event"]._emit(
            f"contract.acceptance_{row.action}",
            self,
            sentence,
            partner=self.partner_id,
            audience=self.user_id | self.team_id.user_id,
            key=f"contract.acceptance:{row.id}",
        )

    def _create_payment_plan(self):
        plan = super()._create_payment_plan()
        # A supplement may be signed after the acceptance.
        if accepted := self.sudo()._get_whole().date_accepted:
            plan.sudo()._trigger_lines("acceptance", date=accepted)
        return plan
