from odoo import models
from odoo.exceptions import UserError

from .account_bank_statement_line_confirm import CERTAIN_REASONS


class CrmBankMatch(models.Model):
    """Whether a proposal can still be booked, and what it becomes."""

    _inherit = "crm.bank.match"

    def _get_problems(self):
        """Return {id: why} of those that can no longer be booked as proposed."""
        problems, used = {}, {}
        prepaid = self.part_ids.plan_line_id._get_prepaid()
        for match in self:
            line = match.line_id
            if line.is_reconciled:
                problems[match.id] = line._get_booked_message()
                continue
            for part in match.part_ids:
                claim = part.move_line_id or part.plan_line_id
                left = part._get_open_amount(prepaid) - used.get(claim, 0.0)
                need = part.amount + match.amount_missing
                if match.currency_id.compare_amounts(left, need) < 0:
                    problems[match.id] = self.env._(
                        "%(line)s: of %(claim)s only %(amount)s are open now. Match "
                        "the line again.",
                        line=line._get_match_label(),
                        claim=part._get_label(),
                        amount=match.currency_id.format(max(left, 0.0)),
                    )
                used[claim] = used.get(claim, 0.0) + part.amount
        return problems

    def _get_touched_lines(self):
        """Return the other lines for which one of the same claims is proposed."""
        parts = self.part_ids
        found = self.env["crm.bank.match.part"].search(
            [
                "|",
                ("move_line_id", "in", parts.move_line_id.ids),
                ("plan_line_id", "in", parts.plan_line_id.ids),
            ]
        )
        return found.match_id.line_id - self.line_id

    def _get_learned_payers(self):
        """Return [(statement line, customer)] whose payer nothing tells by itself."""
        return [
            (match.line_id, match.partner_id)
            for match in self
            if match.partner_id
            and match.line_id.amount > 0
            and not CERTAIN_REASONS & {code for code, _detail in match.reasons or []}
        ]

    def _prepare_counterparts(self):
        """Return the entries that take the place of the suspense line.

        :raise UserError: the bank took a fee and its account is not known
        """
        self.ensure_one()
        line = self.line_id
        prepared = [
            part._prepare_counterpart(self.amount_missing) for part in self.part_ids
        ]
        if self.amount_rest:
            partner = self.partner_id
            account = partner.with_company(
                line.company_id
            ).property_account_receivable_id
            prepared.append(
                line._prepare_counterpart(
                    account, partner, self.amount_rest, line.payment_ref
                )
            )
        if self.amount_missing:
            account = line.journal_id.match_fee_account_id
            if not account:
                raise UserError(
                    self.env._(
                        "The bank took %(amount)s. Set the account for its fees on "
                        "journal %(journal)s first.",
                        amount=self.currency_id.format(self.amount_missing),
                        journal=line.journal_id.display_name,
                    )
                )
            prepared.append(
                line._prepare_counterpart(
                    account,
                    self.partner_id,
                    -self.amount_missing,
                    self.env._("Bank fee %s", line.payment_ref),
                )
            )
        return line._balance_counterparts(prepared)
