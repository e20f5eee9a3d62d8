from collections import defaultdict
from dataclasses import dataclass
from datetime import date as Date
from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError

from ..tools import voucher as rules
from .crm_commission_rule import exact

CASH_TYPES = ("asset_cash", "liability_credit_card")


@dataclass(frozen=True)
class Voucher:
    """One entry as the other package books it."""

    move_id: int
    date: Date
    word: str
    number: int
    debit: Decimal
    rows: list

    def get_vals(self):
        """Return the values of its line in the batch."""
        return {
            "move_id": self.move_id,
            "date": self.date,
            "word": self.word,
            "number": self.number,
            "amount": float(self.debit),
        }


class CrmVoucherBatch(models.Model):
    """What the rows of a voucher file say."""

    _inherit = "crm.voucher.batch"

    def _get_vouchers(self, moves):
        """Return a ``Voucher`` for each entry, numbered by month and word.

        :raise UserError: an entry does not balance, or an account has no code
        """
        items = moves.line_ids.filtered(lambda item: item.debit or item.credit)
        codes = self.layout_id._get_codes(items.account_id)
        numbers = self._get_last_numbers(moves)
        words = self.layout_id._get_words()
        projects = self._get_projects(items)
        found = []
        for move in moves:
            own = move.line_ids.filtered(lambda item: item in items).sorted("id")
            if not own:
                continue  # nothing is booked by it
            self._check_balance(move, own)
            word = rules.word(self._get_cash(own), words)
            key = (move.date.year, move.date.month, word)
            numbers[key] += 1
            head = self._get_head(move, word, numbers[key])
            rows = [
                {**head, **self._get_row(item, place, codes, projects)}
                for place, item in enumerate(own, 1)
            ]
            debit = sum(exact(item.debit) for item in own)
            found.append(Voucher(move.id, move.date, word, numbers[key], debit, rows))
        return found

    def _check_balance(self, move, items):
        pairs = [(exact(item.debit), exact(item.credit)) for item in items]
        if difference := rules.difference(pairs):
            raise UserError(
                self.env._(
                    "Entry %(move)s does not balance: debit and credit differ by "
                    "%(difference)s. Mend it before it is handed over.",
                    move=move.name,
                    difference=move.company_currency_id.format(float(difference)),
                )
            )

    def _get_cash(self, items):
        """Return what each line does to cash and banks, money on the way included."""
        payment = items.move_id.origin_payment_id
        on_the_way = payment.outstanding_account_id
        return [
            exact(item.balance)
            for item in items
            if item.account_id.account_type in CASH_TYPES
            or item.account_id in on_the_way
        ]

    def _get_last_numbers(self, moves):
        """Return {(year, month, word): the last number that went out}."""
        numbers = defaultdict(int)
        days = moves.mapped("date")
        groups = self.env["crm.voucher.batch.line"]._read_group(
            [
                ("layout_id", "=", self.layout_id.id),
                ("company_id", "=", self.company_id.id),
                ("is_current", "=", True),
                ("date", ">=", min(days).replace(day=1)),
                ("date", "<", max(days).replace(day=1, year=max(days).year + 1)),
            ],
            ["date:month", "word"],
            ["number:max"],
        )
        for month, word, number in groups:
            numbers[month.year, month.month, word] = number
        return numbers

    def _get_projects(self, items):
        """Return {analytic account id: name} of all lines at once."""
        ids = {
            int(key)
            for item in items
            for keys in (item.analytic_distribution or {})
            for key in keys.split(",")
        }
        accounts = self.env["account.analytic.account"].browse(sorted(ids)).exists()
        return {account.id: account.name for account in accounts}

    def _get_head(self, move, word, number):
        layout = self.layout_id
        return {
            "date": move.date.strftime(layout.date_format),
            "year": move.date.year,
            "month": move.date.month,
            "word": word,
            "number": number,
            "document": move.name,
            "maker": move.create_uid.name,
            "attachments": 0,
            "contract": move.contract_id.name or "",
            "department": move.team_id.name or "",
            "salesperson": move.invoice_user_id.name or "",
        }

    def _get_row(self, item, place, codes, projects):
        currency = item.currency_id
        is_foreign = currency != item.company_currency_id
        amount = abs(item.amount_currency)
        rate = abs(item.balance) / amount if is_foreign and amount else 1.0
        distribution = item.analytic_distribution or {}
        names = [
            projects.get(int(key)) for keys in distribution for key in keys.split(",")
        ]
        return {
            "line": place,
            "summary": rules.summary(
                item.partner_id.name, item.move_id.ref or item.name
            ),
            "account_code": codes[item.account_id],
            "account_name": item.account_id.name,
            "debit": float(item.debit),
            "credit": float(item.credit),
            "currency": currency.name,
            "rate": round(rate, 6),
            "amount_currency": float(amount),
            "partner_code": item.partner_id.commercial_partner_id.ref or "",
            "partner": item.partner_id.commercial_partner_id.name or "",
            "project": ", ".join(dict.fromkeys(filter(None, names))),
        }
