from datetime import date

from odoo.tests import tagged

from .common import PlanCommon


@tagged("post_install", "-at_install")
class TestTimeline(PlanCommon):
    """Instalments, invoices and receipts in a customer's timeline."""

    def setUp(self):
        super().setUp()
        self.contract = self.make_contract([(1, 1000, 0)], self.tax)
        self.deposit = self.line(self.contract, "Deposit")
        self.invoice = self.deposit.invoice_ids
        self.invoice.invoice_date = date(2026, 5, 4)
        self.post(self.invoice)

    def _lines(self, user, **options):
        return self.customer.with_user(user).get_timeline(**options)["lines"]

    def test_an_invoice_is_a_line_of_its_day(self):
        [line] = self._lines(self.biller, kinds=["invoice"])
        self.assertEqual((line["title"], line["is_day"]), (self.invoice.name, True))
        self.assertEqual(line["moment"], "2026-05-04 12:00:00")
        self.assertIn("212", line["amount"])
        self.assertFalse(self._lines(self.rival, kinds=["invoice"]))

    def test_invoices_of_one_day_go_on_at_the_next_page(self):
        vals = {
            "move_type": "out_invoice",
            "partner_id": self.customer.id,
            "invoice_date": date(2026, 5, 4),
            "invoice_line_ids": [(0, 0, {"name": "Fee", "price_unit": 9})],
        }
        self.env["account.move"].create([vals] * 45).action_post()
        customer = self.customer.with_user(self.biller)
        first = customer.get_timeline(kinds=["invoice"])
        second = customer.get_timeline(kinds=["invoice"], cursor=first["cursor"])
        keys = [line["key"] for line in first["lines"] + second["lines"]]
        self.assertEqual(len(set(keys)), 46)
        self.assertFalse(second["cursor"])

    def test_a_receipt_for_an_instalment_is_told_once(self):
        self.pay(self.invoice)
        lines = self._lines(self.env.user, kinds=["receipt"])
        paid = [line for line in lines if "received" in line["title"].lower()]
        self.assertEqual(len(paid), 1, [line["title"] for line in lines])
        self.assertFalse([ln for ln in lines if ln["key"].startswith("payment:")])

    def test_a_receipt_for_something_else_is_told_too(self):
        other = self.invoice.copy({"plan_line_id": False})
        other.invoice_date = date(2026, 5, 5)
        self.post(other)
        payment = self.pay(other)
        keys = [line["key"] for line in self._lines(self.biller, kinds=["receipt"])]
        self.assertIn(f"payment:{payment.id}", keys)

    def test_what_is_overdue_stands_above(self):
        self.deposit.due_date = date(2026, 1, 1)
        figures = {
            figure["key"]: figure
            for figure in self.customer.with_user(self.rep).get_timeline_header()[
                "figures"
            ]
        }
        self.assertTrue(figures["instalment.overdue"]["is_alarming"])
        self.assertIn("212", figures["instalment.overdue"]["value"])
