from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL

from ..models import bank_line_copies, crm_bank_import
from ..models.bank_line_copies import LINE, LineCopies
from .bank_common import BankCommon

#: what is another one's of each record, in any case
OWN = {"id", "move_id", "statement_id", "statement_line_id", "internal_index"}
OWN |= {"move_name", "sequence_number", "unique_import_id"}


@tagged("post_install", "-at_install")
class TestBankCopies(BankCommon):
    """Many lines are copied in the tables, and are what accounting makes."""

    is_refused = False

    def _import(self, many, prefix):
        rows = [
            (
                f"2026{month:02}{day:02}",
                f"{1000 * month + 7.31 * day:.2f}" if day % 3 else "",
                "" if day % 3 else f"{12.5 * day + month:.2f}",
                "",
                f"客户{day}" if day % 2 else "",
                "",
                f"款{month}",
                f"{prefix}{month}-{day}",
            )
            for month in (9, 10)
            for day in range(1, 13)
        ]
        loaded = self.load(self.csv(rows))
        copied = []
        insert = LineCopies._insert

        def see(copies, rows):
            copied.extend(rows[LINE])
            return insert(copies, rows)

        with (
            patch.object(crm_bank_import, "MANY", many),
            patch.object(LineCopies, "_insert", see),
        ):
            loaded.action_import()
        # Two of each month and direction are made, and prove the others.
        self.assertEqual(len(copied), 16 if many == 2 and not self.is_refused else 0)
        loaded.env.flush_all()
        loaded.env.invalidate_all()
        return loaded.statement_id

    def _rows(self, statement):
        """Return what is stored of the lines, in the order of the file."""
        found = []
        for line in statement.line_ids.sorted("sequence"):
            for records in (line, line.move_id, line.line_ids.sorted("id")):
                self.env.cr.execute(
                    SQL(
                        "SELECT * FROM %s WHERE id = ANY(%s) ORDER BY id",
                        SQL.identifier(records._table),
                        records.ids,
                    )
                )
                for row in self.env.cr.dictfetchall():
                    own = OWN | ({"name"} if records._name == "account.move" else set())
                    found.append({k: v for k, v in row.items() if k not in own})
        return found

    def test_copies_are_what_accounting_makes_column_by_column(self):
        made, copied = self._import(99, "A"), self._import(2, "B")
        self.assertFalse(copied.line_ids & made.line_ids)
        self.assertEqual(len(copied.line_ids), 24)
        found, wanted = self._rows(copied), self._rows(made)
        self.assertEqual(len(found), len(wanted))
        differing = {
            (number, column): (one[column], other[column])
            for number, (one, other) in enumerate(zip(found, wanted, strict=True))
            for column in one
            if one[column] != other[column]
        }
        self.assertFalse(differing)

    def test_numbers_go_on_without_a_gap_and_after_the_copies(self):
        moves = self._import(2, "A").line_ids.move_id
        numbers = sorted(moves.mapped("sequence_number"))
        self.assertEqual(numbers, list(range(numbers[0], numbers[0] + 24)))
        self.assertEqual(len(set(moves.mapped("name"))), 24)
        later = self._import(99, "B").line_ids.move_id
        self.assertEqual(min(later.mapped("sequence_number")), numbers[-1] + 1)
        self.assertFalse(any((moves | later).mapped("made_sequence_gap")))

    def test_the_statement_adds_up(self):
        statement = self._import(2, "A")
        lines = statement.line_ids
        self.assertAlmostEqual(
            statement.balance_end - statement.balance_start, sum(lines.mapped("amount"))
        )
        self.assertTrue(statement.is_complete)
        self.assertEqual(statement.date, max(lines.mapped("date")))
        self.assertFalse(any(lines.mapped("is_reconciled")))
        self.assertEqual(set(lines.mapped("match_state")), {"none"})

    def test_where_a_copy_would_be_wrong_accounting_makes_all(self):
        self.is_refused = True
        with patch.object(bank_line_copies, "is_same", return_value=False):
            statement = self._import(2, "A")
        self.assertEqual(len(statement.line_ids), 24)
        self.assertEqual(len(statement.line_ids.line_ids), 48)
        self.assertTrue(statement.is_complete)

    def test_a_copied_line_pays_an_invoice_like_any_other(self):
        invoice = self.make_invoice(self.green, 777)
        rows = [
            ("20261101", 777 if n == 9 else n + 1, "", "", name, "", "设计费", f"C{n}")
            for n in range(10)
            for name in [self.green.name if n == 9 else "别人"]
        ]
        with patch.object(crm_bank_import, "MANY", 2):
            loaded = self.load(self.csv(rows))
            loaded.action_import()
        line = loaded.statement_id.line_ids.filtered(lambda line: line.amount == 777)
        self.assertEqual(line.match_state, "ready")
        line.action_match_confirm()
        self.assertEqual(invoice.payment_state, "paid")
        self.assertTrue(line.is_reconciled)
        self.assertEqual(sorted(line.line_ids.mapped("balance")), [-777, 777])
