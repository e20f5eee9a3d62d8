from odoo import models
from odoo.exceptions import UserError
from odoo.tools import float_compare

from ..tools.bank_payer import CERTAIN

CERTAIN_REASONS = {f"payer_{kind}" for kind in CERTAIN}


class AccountBankStatementLine(models.Model):
    """Booking what a person has confirmed, with the objects of accounting.

    The line on the suspense account is replaced by the customer's receivable, which is
    reconciled with the invoice. What is not invoiced yet stays open on the receivable
    and names its instalment, so that the invoice takes it when it is posted.
    """

    _inherit = "account.bank.statement.line"

    def _confirm(self, matches, is_bulk=False):
        """Book ``matches``, one of each of these lines.

        :param matches: proposals, or sets of proposals of which the first counts
        :param bool is_bulk: leave out what can no longer be booked, instead of saying
            why
        :return: how many were booked
        """
        self._check_bank_user()
        matches = self.env["crm.bank.match"].concat(*(found[:1] for found in matches))
        lines = matches.line_id
        lines.check_access("write")
        lines._lock_for_match(matches)
        problems = matches._get_problems()
        if problems and not is_bulk:
            raise UserError("\n".join(problems.values()))
        stale = self.env["crm.bank.match"].browse(problems)
        good = matches - stale
        booked = good.line_id
        touched = (good._get_touched_lines() | stale.line_id) - booked
        booked._book(good)
        touched._match()
        return len(booked)

    def _lock_for_match(self, matches):
        """Lock lines and claims; two people never book the same one.

        Who waits for nothing is told: the other one is at it this very moment.
        """
        claims = matches.part_ids
        for records in (self, claims.move_line_id, claims.plan_line_id):
            # Finance books on entries and instalments that it does not edit.
            records_sudo = records.sudo()
            locked = records_sudo.try_lock_for_update(allow_referencing=True)
            if len(locked) != len(records_sudo):
                raise UserError(
                    self.env._(
                        "Somebody else is booking %(record)s at this very moment. "
                        "Wait, and look at the line again.",
                        record=(records_sudo - locked)[:1].display_name,
                    )
                )

    def _book(self, matches):
        """Replace the suspense lines by what was confirmed, and reconcile it."""
        if not self:
            return
        learned = matches._get_learned_payers()
        data = {match.line_id: match._prepare_counterparts() for match in matches}
        for partner, found in matches.grouped("partner_id").items():
            found.line_id.write({"partner_id": partner.id})
        kept = self.filtered(lambda line: line.journal_id.reconcile_mode == "keep")
        for line in kept:  # a journal entry of its own each, as the stock screen makes
            line.reconcile_mode = "keep"
            line._reconcile_bank_line_keep(data[line])
        edited = self - kept
        edited._rewrite_counterparts(data)
        self.write({"match_state": "done", "match_reasons": False})
        self.env["crm.bank.match"].search([("line_id", "in", self.ids)]).unlink()
        self.env["crm.bank.payer"]._learn(learned)

    def _rewrite_counterparts(self, data):
        """Do for many lines at once what the stock screen does for one."""
        if not self:
            return
        moves = self.move_id
        quiet = {
            "check_move_validity": False,
            "force_delete": True,
            "skip_account_move_synchronization": True,
            "skip_invoice_sync": True,
            "skip_readonly_check": True,
        }
        with moves._check_balanced({"records": moves, "self": moves}):
            old = self.env["account.move.line"]
            for line in self:
                _liquidity, suspense, other = line._seek_for_lines()
                old |= suspense | other
            old.with_context(**quiet).unlink()
            prepared = [(line, vals) for line in self for vals in data[line]]
            new = (
                self.env["account.move.line"]
                .with_context(**quiet, validate_analytic=True)
                .create(
                    [line._reconcile_move_line_vals(vals) for line, vals in prepared]
                )
            )
        self.write({"reconcile_mode": "edit", "reconcile_data": False})
        plan = [
            self.env["account.move.line"].browse(vals["counterpart_line_ids"]) | made
            for (_line, vals), made in zip(prepared, new, strict=True)
            if vals.get("counterpart_line_ids")
        ]
        self.env["account.move.line"]._reconcile_plan(plan)

    def _reconcile_move_line_vals(self, line, move_id=False):
        vals = super()._reconcile_move_line_vals(line, move_id=move_id)
        if line.get("prepaid_line_id"):
            vals["prepaid_line_id"] = line["prepaid_line_id"]
        return vals

    def _prepare_counterpart(self, account, partner, amount, name, **extra):
        """Return one entry as the stock reconciliation takes it.

        :param amount: in the currency of the transaction; positive is a credit
        """
        currency = self._get_match_currency()
        balance = -self._prepare_counterpart_amounts_using_st_line_rate(
            currency, amount, amount
        )["balance"]
        company_currency = self.company_id.currency_id
        return {
            "id": False,
            "kind": "other",
            "account_id": [account.id, account.display_name],
            "partner_id": [partner.id, partner.display_name],
            "name": name,
            "debit": max(balance, 0.0),
            "credit": max(-balance, 0.0),
            "currency_id": company_currency.id,
            "line_currency_id": currency.id,
            "currency_amount": -amount,
            **extra,
        }

    def _balance_counterparts(self, prepared):
        """Put what the rates round off on the last entry, so that nothing is left."""
        liquidity, _suspense, _other = self._seek_for_lines()
        rounding = self.company_id.currency_id.rounding
        left = sum(liquidity.mapped("balance")) + sum(
            vals["debit"] - vals["credit"] for vals in prepared
        )
        if float_compare(left, 0.0, precision_rounding=rounding):
            last = prepared[-1]
            balance = last["debit"] - last["credit"] - left
            last.update(debit=max(balance, 0.0), credit=max(-balance, 0.0))
        return prepared
