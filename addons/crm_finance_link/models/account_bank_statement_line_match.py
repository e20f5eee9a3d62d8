from odoo import models

from ..tools.bank_claim import Receipt
from ..tools.bank_match import Matcher
from ..tools.bank_values import read_account
from .bank_claims import BankClaims
from .bank_refunds import BankRefunds

#: of the proposals of a line that is not certain so many are kept
MOST_KEPT = 3


class AccountBankStatementLine(models.Model):
    """Looking for what the lines of a bank statement pay."""

    _inherit = "account.bank.statement.line"

    def _match(self):
        """Make the proposals of these lines anew; those of reconciled ones go."""
        self.env["crm.bank.match"].search([("line_id", "in", self.ids)]).unlink()
        lines = self.filtered(
            lambda line: not line.is_reconciled and line.state == "posted"
        )
        (self - lines).filtered("match_state").match_state = "done"
        for (journal, currency), group in lines.grouped(
            lambda line: (line.journal_id, line._get_match_currency())
        ).items():
            group._match_of_journal(journal, currency)

    def _get_match_currency(self):
        return self.foreign_currency_id or self.currency_id

    def _match_of_journal(self, journal, currency):
        incoming = self.filtered(lambda line: line._get_match_amount() > 0)
        incoming._match_with(BankClaims(self.env, journal.company_id, currency))
        outgoing = self - incoming
        outgoing._match_with(BankRefunds(self.env, journal.company_id, currency))

    def _match_with(self, claims):
        """Make proposals of these lines of one journal and direction."""
        if not self:
            return
        is_refund = isinstance(claims, BankRefunds)
        fee = 0 if is_refund else self.journal_id.match_fee_limit
        matcher = Matcher(
            claims.read_claims(),
            claims.read_customers(),
            claims.read_remembered(),
            claims.to_cents(fee),
            is_refund,
        )
        parse = self.env["crm.bank.payer"]._parse_name
        outcomes = matcher.match_all(
            Receipt(
                line.id,
                line.date,
                claims.to_cents(abs(line._get_match_amount())),
                parse(line.partner_name),
                read_account(line.account_number or ""),
                " ".join(filter(None, (line.payment_ref, line.ref))),
            )
            for line in self
        )
        self._keep_outcomes(outcomes, claims)

    def _get_match_amount(self):
        return self.amount_currency if self.foreign_currency_id else self.amount

    def _keep_outcomes(self, outcomes, claims):
        states, vals_list, nothing = {}, [], {}
        for line_id, outcome in outcomes.items():
            states.setdefault(outcome.state, []).append(line_id)
            if outcome.reasons and not isinstance(claims, BankRefunds):
                reasons = tuple((r.code, r.detail) for r in outcome.reasons)
                nothing.setdefault(reasons, []).append(line_id)
            kept = 1 if outcome.state == "ready" else MOST_KEPT
            vals_list += [
                claims.prepare_match_vals(line_id, number, proposal)
                for number, proposal in enumerate(outcome.proposals[:kept])
            ]
        self.env["crm.bank.match"].create(vals_list)
        self._keep_states(states)
        for reasons, ids in nothing.items():
            self.browse(ids).match_reasons = [list(reason) for reason in reasons]

    def _keep_states(self, states):
        for state, ids in states.items():
            self.browse(ids).write({"match_state": state, "match_reasons": False})
