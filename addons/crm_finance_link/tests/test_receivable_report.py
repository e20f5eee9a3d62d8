import io
import json
from datetime import date
from urllib.parse import parse_qs, urlsplit

from freezegun import freeze_time
from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .collection_common import CollectionCommon


@tagged("post_install", "-at_install")
class TestReceivableReport(CollectionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls.make_invoice(1000, "2031-03-01", "2031-03-31")

    @classmethod
    def make_invoice(cls, amount, day, due, partner=None):
        move = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": (partner or cls.customer).id,
                "invoice_user_id": cls.rep.id,
                "invoice_date": day,
                "invoice_date_due": due,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    (0, 0, {"name": "x", "price_unit": amount, "tax_ids": []})
                ],
            }
        )
        move.action_post()
        return move

    def _rows(self, user=None, at=None, invoice=None):
        self.env.flush_all()
        self.env.invalidate_all()
        report = self.env["crm.receivable.report"].with_user(user or self.biller)
        report = report.with_context(receivables_at=at)
        return report.search([("move_id", "in", (invoice or self.invoice).ids)])

    def test_every_day_has_its_bucket(self):
        # The rule of tools/ageing.py and the query say the same.
        for today, bucket in (
            ("2031-03-31", "not_due"),
            ("2031-04-01", "days_30"),
            ("2031-04-30", "days_30"),
            ("2031-05-01", "days_60"),
            ("2031-05-31", "days_90"),
            ("2031-06-29", "days_90"),
            ("2031-06-30", "older"),
        ):
            with freeze_time(f"{today} 04:00:00"), self.subTest(today):
                row = self._rows()
                self.assertEqual(row.bucket, bucket)
                self.assertEqual(row[f"amount_{bucket}"], 1000)
                self.assertEqual(row.amount, 1000)
                others = [
                    row[f"amount_{code}"]
                    for code, _name in row._fields["bucket"].selection
                ]
                self.assertEqual(sum(others), 1000)

    @freeze_time("2031-05-20 04:00:00")
    def test_as_of_a_day_before_the_payment_it_was_open(self):
        payment = self.pay(self.invoice, 400, payment_date=date(2031, 4, 20))
        self.assertEqual(self._rows().amount, 600)
        self.assertEqual(self._rows(at="2031-04-19").amount, 1000)
        self.assertEqual(self._rows(at="2031-04-19").days_overdue, 19)
        self.assertEqual(self._rows(at="2031-04-20").amount, 600)
        self.assertFalse(self._rows(at="2031-02-28"), "not there yet")
        self.pay(self.invoice, payment_date=date(2031, 5, 2))
        self.assertFalse(self._rows(), "paid in full")
        self.assertEqual(self._rows(at="2031-05-01").amount, 600)
        self.assertEqual(self._rows(at="2031-04-19").amount, 1000)
        self.assertEqual(len(payment), 1)

    def test_it_is_the_balance_of_the_accounts(self):
        # A receipt that is not allocated is negative.
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.customer.id,
                "amount": 150,
            }
        )
        payment.action_post()
        moves = self.invoice | payment.move_id
        self.assertEqual(sum(self._rows(invoice=moves).mapped("amount")), 850)

    def test_a_draft_and_a_day_that_is_none(self):
        draft = self.invoice.copy()
        self.assertFalse(self._rows(invoice=draft))
        with self.assertRaisesRegex(UserError, "is no day"):
            self._rows(at="soon")

    def test_who_reads_it(self):
        self.assertTrue(self._rows(self.biller))
        self.assertTrue(self._rows(self.reader))
        with self.assertRaises(AccessError):
            self._rows(self.rep)
        other = self.env["res.company"].create({"name": "Other"})
        self.biller.sudo().company_ids |= other
        report = self.env["crm.receivable.report"].with_user(self.biller)
        report = report.with_context(allowed_company_ids=other.ids)
        self.assertFalse(report.search([("move_id", "=", self.invoice.id)]))

    def test_a_row_opens_its_entry(self):
        self.assertEqual(self._rows().action_open_entry()["res_id"], self.invoice.id)

    @freeze_time("2031-05-20 04:00:00")
    def test_the_workbook_has_formats_and_totals(self):
        partner = self.env["res.partner"].create({"name": "=2+3 Ltd"})
        self.make_invoice(500.25, "2031-03-01", "2031-06-30", partner)
        self.biller.sudo().group_ids |= self.env.ref("base.group_allow_export")
        report = self.env["crm.receivable.report"].with_user(self.biller)
        domain = [("partner_id", "in", (self.customer | partner).ids)]
        book = load_workbook(io.BytesIO(report._export_xlsx(domain)))
        sums, entries = book.worksheets
        self.assertIn("2031-05-20", sums["A1"].value)
        self.assertEqual(sums["A4"].value, "=2+3 Ltd")
        self.assertEqual(sums["A4"].data_type, "s", "a name is no formula")
        self.assertEqual(sums["C3"].value, 1000)
        self.assertEqual(sums["C3"].number_format, "#,##0.00")
        self.assertEqual(sums["C5"].value, "=SUM(C3:C4)")
        self.assertEqual(entries["E3"].number_format, "yyyy-mm-dd")
        self.assertEqual(entries["J3"].value, 1000)
        values = load_workbook(
            io.BytesIO(report._export_xlsx(domain)), data_only=True
        ).worksheets[0]
        self.assertEqual(values["C5"].value, 1500.25)

    def test_the_sums_are_by_the_group_that_is_asked_for(self):
        self.biller.sudo().group_ids |= self.env.ref("base.group_allow_export")
        report = self.env["crm.receivable.report"].with_user(self.biller)
        domain = [("move_id", "=", self.invoice.id)]

        def read(group):
            content = report._export_xlsx(domain, group)
            sums, entries = load_workbook(io.BytesIO(content)).worksheets
            return sums["A3"].value, [cell.value for cell in entries[3]]

        name, entry = read("user_id")
        self.assertEqual((name, len(entry)), (self.rep.name, 10))
        self.assertEqual(read("id")[0], self.customer.name, "unknown: by customer")
        self.assertEqual(read("contract_id")[0], "Not Assigned")
        # What is not among the columns of an entry is added to them.
        company = self.invoice.company_id.name
        name, entry = read("company_id")
        self.assertEqual((name, entry[4], entry[10]), (company, company, 1000))

    def test_the_list_exports_what_it_shows_or_what_is_selected(self):
        report = self.env["crm.receivable.report"].with_user(self.biller)
        shown = report.with_context(
            active_domain=[["bucket", "=", "older"]], receivables_at="2031-05-01"
        ).action_export_xlsx()
        asked = parse_qs(urlsplit(shown["url"]).query)
        self.assertEqual(json.loads(asked["domain"][0]), [["bucket", "=", "older"]])
        self.assertEqual(asked["day"], ["2031-05-01"])
        self.assertEqual(asked["group"], ["partner_id"])
        by_person = report.with_context(receivables_group="user_id")
        asked = parse_qs(urlsplit(by_person.action_export_xlsx()["url"]).query)
        self.assertEqual(asked["group"], ["user_id"])
        chosen = self._rows().action_export_xlsx()
        asked = parse_qs(urlsplit(chosen["url"]).query)
        self.assertEqual(json.loads(asked["domain"][0])[0][0], "id")

    def test_the_export_needs_its_right(self):
        self.biller.sudo().group_ids -= self.env.ref("base.group_allow_export")
        report = self.env["crm.receivable.report"].with_user(self.biller)
        with self.assertRaisesRegex(AccessError, "right to export"):
            report._export_xlsx([])

    def test_ten_times_as_many_cost_the_same(self):
        self.biller.sudo().group_ids |= self.env.ref("base.group_allow_export")
        report = self.env["crm.receivable.report"].with_user(self.biller)
        board = self.env["crm.receivable.dashboard"].with_user(self.biller)

        def count(function):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            function()
            return self.env.cr.sql_log_count - before

        asked = (lambda: report._export_xlsx([]), lambda: board.get_data({}))
        for function in asked:
            function()
        few = [count(function) for function in asked]
        for _number in range(9):
            self.invoice.copy({"invoice_date": "2031-03-02"}).action_post()
        self.assertEqual([count(function) for function in asked], few)
        self.assertLess(few[1], 40)
