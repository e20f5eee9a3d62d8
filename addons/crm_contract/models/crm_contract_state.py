from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import contract_states
from .crm_contract import IN_FORCE_STATES, SIGNED_STATES

MANAGER = "sales_team.group_sale_manager"
OUT_STATES = ("approval", "sent")


class CrmContract(models.Model):
    """What becomes of a signed contract: started, suspended, closed, terminated."""

    _inherit = "crm.contract"

    state_change_ids = fields.One2many(
        "crm.contract.state.change", "contract_id", string="State Changes"
    )

    # -- the buttons -----------------------------------------------------------------

    def action_start(self):
        """Work begins: the signed contract is running."""
        for contract in self:
            contract._change_state("start")

    def action_suspend(self):
        """Ask why the contract is suspended."""
        return self._ask_state_change("suspend", self.env._("Suspend the Contract"))

    def action_resume(self):
        """Ask why the contract goes on."""
        return self._ask_state_change("resume", self.env._("Resume the Contract"))

    def action_close(self):
        """Ask for the closing words."""
        return self._ask_state_change("close", self.env._("Close the Contract"))

    def action_terminate(self):
        """Ask why the contract is ended before its time."""
        return self._ask_state_change("terminate", self.env._("Terminate the Contract"))

    def _ask_state_change(self, action, title):
        self.ensure_one()
        self._check_may_change_state(action)
        self._get_state_after(action)
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "crm.contract.change.state",
            "view_mode": "form",
            "target": "new",
            "context": {"default_contract_id": self.id, "default_action": action},
        }

    # -- who, and when ---------------------------------------------------------------

    def _check_may_change_state(self, action):
        """Raise for people who may not do this with this contract.

        Whoever may write a contract starts it. It is suspended, resumed and closed by
        its salesperson, the leader of the team or a sales manager, and what is signed
        is terminated by the latter two only: instalments become void with it.
        """
        self.ensure_one()
        self.check_access("write")
        user = self.env.user
        is_leading = user == self.team_id.user_id or user.has_group(MANAGER)
        if self.env.su or action == "start" or is_leading:
            return
        is_bound = self.state in SIGNED_STATES
        if user == self.user_id and (action != "terminate" or not is_bound):
            return
        raise AccessError(
            self.env._(
                "%(contract)s: this is up to %(people)s.",
                contract=self.display_name,
                people=self._say_who_may(action, is_bound),
            )
        )

    def _say_who_may(self, action, is_bound):
        names = [self.team_id.user_id.name, self.env._("a sales manager")]
        if action != "terminate" or not is_bound:
            names.insert(0, self.user_id.name)
        return ", ".join(dict.fromkeys(filter(None, names)))

    def _get_state_after(self, action):
        """Return the state that ``action`` leads to.

        :raises UserError: when it cannot be done in the present state
        """
        self.ensure_one()
        self._check_follows_no_other(action)
        before = self._get_last_suspension().old_state or "running"
        target = contract_states.state_after(action, self.state, before)
        if target and not (self.state == "draft" and not self.sudo().document_ids):
            return target
        labels = dict(self._fields["state"]._description_selection(self.env))
        raise UserError(
            self.env._(
                "%(contract)s is in state “%(state)s”, so this cannot be done (any "
                "more). Reload the page to see what happened.",
                contract=self.display_name,
                state=labels[self.state],
            )
        )

    def _get_last_suspension(self):
        """Return the row of the ledger, as superuser: it says what was before."""
        # The state is there for who reads the contract, whatever his group.
        rows_sudo = self.sudo().state_change_ids
        rows_sudo = rows_sudo.filtered(lambda row: row.action == "suspend")
        return rows_sudo.sorted("id")[-1:]

    def _check_follows_no_other(self, action):
        """Raise where a supplement would go another way than its contract."""
        if self.parent_id and action != "terminate":
            raise UserError(
                self.env._(
                    "%(supplement)s goes with its contract: use the button on "
                    "%(contract)s.",
                    supplement=self.display_name,
                    contract=self.sudo().parent_id.display_name,
                )
            )

    def _check_state_change(self, action):
        """Hook: raise the reason why ``action`` may not be done now.

        ``self`` is one contract as superuser, its row locked.
        """
        self.ensure_one()
        out = self.supplement_ids.filtered(
            lambda supplement: supplement.state in OUT_STATES
        )
        if out and action in ("suspend", "close", "terminate"):
            raise UserError(
                self.env._(
                    "%(supplement)s is out for approval or signature. Take it back "
                    "to draft first.",
                    supplement=", ".join(out.mapped("display_name")),
                )
            )
        if action == "terminate" and self.approval_state == "pending":
            raise UserError(
                self.env._(
                    "%(contract)s waits for an approval. Take it back to draft first.",
                    contract=self.display_name,
                )
            )

    # -- doing it --------------------------------------------------------------------

    def _change_state(self, action, reason=None):
        """Do ``action`` once, whoever else presses a button at the same moment.

        :param str action: a key of ``contract_states.ACTS``
        :param str reason: why, in words; needed for all but a start
        :return: the row of the ledger, as superuser
        :raises AccessError, UserError: no right, not now, or no reason
        """
        self.ensure_one()
        self._check_may_change_state(action)
        self._lock_states()
        target = self._get_state_after(action)
        reason = (reason or "").strip()
        if contract_states.ACTS[action].needs_reason and not reason:
            raise UserError(
                self.env._("%(contract)s: say why.", contract=self.display_name)
            )
        # State and ledger are written by code alone.
        contract_sudo = self.sudo()
        contract_sudo._check_state_change(action)
        change_sudo = contract_sudo._move_to(target, action, reason)
        self._emit_state_change(change_sudo)
        contract_sudo._on_state_changed(change_sudo)
        return change_sudo

    def _move_to(self, target, action, reason):
        """Write the state and the ledger, of the supplements in force as well.

        ``self`` is superuser here.

        :return: the ledger's row of this contract
        """
        supplements = self.supplement_ids.filtered(
            lambda one: one.state in IN_FORCE_STATES and one.state != target
        )
        family = self | supplements
        rows = self.env["crm.contract.state.change"].create(
            [
                {
                    "contract_id": contract.id,
                    "action": action,
                    "old_state": contract.state,
                    "new_state": target,
                    "reason": reason,
                    "user_id": self.env.uid,
                }
                for contract in family
            ]
        )
        family.write({"state": target})
        return rows.filtered(lambda row: row.contract_id == self)

    def _emit_state_change(self, change_sudo):
        words = {
            "start": self.env._("Contract %(name)s has started", name=self.name),
            "suspend": self.env._("Contract %(name)s is suspended", name=self.name),
            "resume": self.env._("Contract %(name)s goes on", name=self.name),
            "close": self.env._("Contract %(name)s is closed", name=self.name),
            "terminate": self.env._("Contract %(name)s is terminated", name=self.name),
        }
        codes = {"start": "started", "suspend": "suspended", "resume": "resumed"}
        codes |= {"close": "closed", "terminate": "terminated"}
        sentence = words[change_sudo.action]
        if change_sudo.reason:
            sentence = self.env._(
                "%(what)s: %(reason)s", what=sentence, reason=change_sudo.reason
            )
        self.env["crm.business.event"]._emit(
            f"contract.{codes[change_sudo.action]}",
            self,
            sentence,
            partner=self.partner_id,
            audience=self.user_id | self.team_id.user_id,
            key=f"contract.state:{change_sudo.id}",
        )

    def _on_state_changed(self, change):
        """Hook: a button has just changed the state; ``self`` is superuser here.

        Called on the contract whose button it was; its supplements in force have
        changed with it. Overrides call super().

        :param change: the row of ``crm.contract.state.change``
        """

    def _get_state_change_notes(self, action):
        """Hook: what people should know before ``action``, a list of sentences.

        ``self`` is one contract as superuser.
        """
        self.ensure_one()
        drafts = self.supplement_ids.filtered(lambda one: one.state == "draft")
        if drafts and action in ("close", "terminate"):
            return [
                self.env._(
                    "%(supplements)s: drafts that cannot be signed any more then.",
                    supplements=", ".join(drafts.mapped("name")),
                )
            ]
        return []
