from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .crm_payment_plan_line import FINANCE_GROUP
from .receivable import split_items

#: act -> the state that it leads to
ACTS = {
    "legal": "legal",
    "agreement": "agreement",
    "write_off": "write_off",
    "reopen": "open",
    "close": "closed",
}


class CrmBadDebt(models.Model):
    """What a customer has not paid for months, and what is done about it.

    Proposals alone: the letter is approved and sent as a notice, the agreement is a
    promise or a changed plan, and finance writes off in its own books. Each step is a
    row of ``crm.bad.debt.step`` that nobody edits.
    """

    _name = "crm.bad.debt"
    _inherit = ["mail.thread"]
    _description = "Bad Debt"
    _order = "opened_on desc, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True, index=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    line_ids = fields.Many2many(
        "crm.payment.plan.line",
        relation="crm_bad_debt_line_rel",
        column1="debt_id",
        column2="line_id",
        string="Instalments",
        readonly=True,
    )
    move_ids = fields.Many2many(
        "account.move",
        relation="crm_bad_debt_move_rel",
        column1="debt_id",
        column2="move_id",
        string="Invoices",
        readonly=True,
        help="Invoices that claim no instalment.",
    )
    user_id = fields.Many2one(
        "res.users", string="Salesperson", readonly=True, index=True
    )
    team_id = fields.Many2one("crm.team", readonly=True, index="btree_not_null")
    state = fields.Selection(
        [
            ("open", "To Decide"),
            ("legal", "Legal Letter"),
            ("agreement", "Instalment Agreement"),
            ("write_off", "Write-off Proposed"),
            ("closed", "Closed"),
        ],
        default="open",
        required=True,
        readonly=True,
        index=True,
        tracking=True,
    )
    opened_on = fields.Date(readonly=True)
    amount_open = fields.Monetary(
        string="Open", compute="_compute_amounts", compute_sudo=True
    )
    amount_received = fields.Monetary(
        string="Received", compute="_compute_amounts", compute_sudo=True
    )
    oldest_date = fields.Date(
        string="Due since", compute="_compute_amounts", compute_sudo=True
    )
    next_step = fields.Text(help="What is said of the next step when a button is used.")
    step_ids = fields.One2many("crm.bad.debt.step", "debt_id", string="Steps")

    _open_unique = models.UniqueIndex(
        "(partner_id, company_id, currency_id) WHERE state != 'closed'",
        "There is an open case for this customer already.",
    )

    @api.depends(
        "line_ids.amount_open",
        "line_ids.due_date",
        "move_ids.amount_residual",
        "move_ids.invoice_date_due",
    )
    def _compute_amounts(self):
        receipts = self.move_ids._get_receipts()
        for debt in self:
            lines, moves = debt.line_ids, debt.move_ids
            debt.amount_open = sum(
                [*lines.mapped("amount_open"), *moves.mapped("amount_residual")]
            )
            debt.amount_received = sum(lines.mapped("amount_received")) + sum(
                amount for move in moves for _day, amount in receipts.get(move.id, ())
            )
            days = [*lines.mapped("due_date"), *moves.mapped("invoice_date_due")]
            debt.oldest_date = min(filter(None, days), default=False)

    @api.model
    def _open_for(self, receivables):
        """Open cases for ``receivables``, or add them to those that are open."""
        debts_sudo = self.sudo()  # opened by code, for whoever it concerns
        partner_ids = [each.customer.id for each in receivables]
        known = {
            (debt.partner_id, debt.company_id, debt.currency_id): debt
            for debt in debts_sudo.search(
                [("partner_id", "in", partner_ids), ("state", "!=", "closed")]
            )
        }
        groups = {}
        for each in receivables:
            key = each.customer, each.company, each.currency
            groups.setdefault(key, []).append(each)
        for key, mine in groups.items():
            if key in known:
                known[key]._add(mine)
            else:
                debts_sudo._open_case(key, mine)

    def _add(self, receivables):
        """Add what has become late since; ``self`` is superuser here."""
        for name, ids in zip(
            ("line_ids", "move_ids"), split_items(receivables), strict=True
        ):
            if more := set(ids) - set(self[name].ids):
                self[name] = [fields.Command.link(item_id) for item_id in sorted(more)]

    @api.model
    def _open_case(self, key, receivables):
        """Open one case; ``self`` is superuser here."""
        partner, company, currency = key
        line_ids, move_ids = split_items(receivables)
        lines = self.env["crm.payment.plan.line"]
        debt = self.create(
            {
                "partner_id": partner.id,
                "company_id": company.id,
                "currency_id": currency.id,
                "line_ids": [fields.Command.set(line_ids)],
                "move_ids": [fields.Command.set(move_ids)],
                "user_id": receivables[0].user.id,
                "team_id": receivables[0].team.id,
                "opened_on": lines._today(),
            }
        )
        self.env["crm.business.event"]._emit(
            "bad_debt.opened",
            debt,
            self.env._(
                "Not paid for months: %(customer)s, %(amount)s. Decide what is done.",
                customer=partner.name,
                amount=currency.format(debt.amount_open),
            ),
            partner=partner,
            audience=debt.user_id
            | debt.team_id.user_id
            | lines._get_finance_users(company),
        )
        return debt

    # -- what people do ----------------------------------------------------

    def write(self, vals):
        names = {name for name in vals if not name.startswith("message_")}
        if not self.env.su and names - {"next_step"}:
            raise UserError(
                self.env._("A case of bad debt changes by its buttons alone.")
            )
        return super().write(vals)

    def action_legal(self):
        """Propose a legal letter to the customer."""
        self._take("legal")
        for debt_sudo in self.sudo():  # a leader demands what others have invoiced
            receivables = [
                each
                for each in (
                    *debt_sudo.line_ids._get_receivables(),
                    *debt_sudo.move_ids._get_receivables(),
                )
                if debt_sudo.currency_id.compare_amounts(each.amount, 0) > 0
            ]
            if not receivables:
                raise UserError(
                    self.env._(
                        "%(customer)s: all of it is promised or paid in advance, there "
                        "is nothing to demand now.",
                        customer=debt_sudo.display_name,
                    )
                )
            self.env["crm.dunning.notice"]._propose(
                "legal", receivables, partner=debt_sudo.partner_id
            )
        return True

    def action_agreement(self):
        """Record that payment by instalments is agreed."""
        return self._take("agreement")

    def action_write_off(self):
        """Propose to finance to write it off; nothing is booked here."""
        return self._take("write_off")

    def action_reopen(self):
        """Decide anew."""
        return self._take("reopen")

    def action_close(self):
        """Close the case: it was paid, agreed or written off in the books."""
        return self._take("close")

    def _take(self, act):
        """Take one step: who, when and why is kept."""
        self.check_access("write")
        self.lock_for_update()
        self._check_may_take(act)
        for debt in self:
            words = (debt.next_step or "").strip()
            if not words:
                raise UserError(
                    self.env._(
                        "%(customer)s: write under “Next Step” why, then press the "
                        "button.",
                        customer=debt.display_name,
                    )
                )
            debt_sudo = debt.sudo()  # the state is written by code alone
            self.env["crm.bad.debt.step"].sudo().create(
                {
                    "debt_id": debt.id,
                    "act": act,
                    "words": words,
                    "amount": debt.amount_open,
                    "user_id": self.env.uid,
                }
            )
            debt_sudo.write({"state": ACTS[act], "next_step": False})
            debt._announce_step(act, words)
        return True

    def _close_paid(self):
        """Close the cases whose money came after all; ``self`` is superuser here."""
        for debt in self.filtered(
            lambda each: each.currency_id.is_zero(each.amount_open)
        ):
            debt.next_step = self.env._("Paid in full")
            debt._take("close")

    def _check_may_take(self, act):
        is_finance = self.env.su or self.env.user.has_group(FINANCE_GROUP)
        for debt in self:
            if debt.state == "closed" or debt.state == ACTS[act]:
                raise UserError(
                    self.env._(
                        "%(customer)s: this was done already.",
                        customer=debt.display_name,
                    )
                )
            if act == "close" and debt.state == "write_off" and not is_finance:
                raise AccessError(
                    self.env._(
                        "%(customer)s: finance closes a case that is to be written "
                        "off, after its own entry.",
                        customer=debt.display_name,
                    )
                )

    def _announce_step(self, act, words):
        labels = dict(
            self.env["crm.bad.debt.step"]
            ._fields["act"]
            ._description_selection(self.env)
        )
        self.env["crm.business.event"]._emit(
            f"bad_debt.{act}",
            self,
            self.env._(
                "%(customer)s: %(act)s (%(words)s)",
                customer=self.partner_id.name,
                act=labels[act],
                words=words,
            ),
            partner=self.partner_id,
            audience=self.user_id
            | self.team_id.user_id
            | self.line_ids._get_finance_users(self.company_id),
            key=f"bad_debt.{act}:{self.id}:{self.sudo().step_ids[:1].id}",
        )
