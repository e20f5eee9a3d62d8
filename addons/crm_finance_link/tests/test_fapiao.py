from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .fapiao_common import NUMBER, FapiaoCommon

OTHER = "24112000000087654321"


@tagged("post_install", "-at_install")
class TestFapiao(FapiaoCommon):
    def test_a_rep_applies_on_his_instalment_and_finance_issues(self):
        fapiao = self.apply()
        self.assertEqual(fapiao.state, "applied")
        self.assertEqual(fapiao.invoice_name, self.invoice.name)
        self.assertEqual(fapiao.sudo().amount_total, self.invoice.amount_total)
        self.issue(fapiao)
        self.assertEqual(fapiao.state, "issued")
        self.assertEqual(fapiao.number, NUMBER)
        event = self.env["crm.business.event"].search([("kind", "=", "fapiao.issued")])
        self.assertIn(self.rep, event.audience_ids)

    def test_applying_again_opens_the_same_application(self):
        first = self.deposit.with_user(self.rep).action_apply_fapiao()
        again = self.invoice.with_user(self.biller).action_apply_fapiao()
        self.assertEqual(again["res_id"], first["res_id"])

    def test_without_a_posted_invoice_there_is_nothing_to_apply_for(self):
        line = self.contract.plan_line_ids[1].with_user(self.rep)
        with self.assertRaisesRegex(UserError, "no posted invoice"):
            line.action_apply_fapiao()

    def test_one_invoice_has_one_live_fapiao(self):
        fapiao = self.apply().sudo()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            fapiao.copy({"move_id": self.invoice.id})

    def test_what_is_missing_of_the_buyer_is_named(self):
        action = self.deposit.with_user(self.rep).action_apply_fapiao()
        fapiao = self.env["crm.fapiao"].browse(action["res_id"]).with_user(self.rep)
        with self.assertRaisesRegex(UserError, "Tax Number.*Account Number"):
            fapiao.action_apply()
        fapiao.fapiao_type = "ordinary"
        fapiao.action_apply()
        self.assertEqual(fapiao.state, "applied")

    def test_a_tax_number_that_is_none_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "business licence"):
            self.apply(buyer_tax_number="91350100M000100Y44")

    def test_a_tax_number_is_normalised(self):
        fapiao = self.apply(buyer_tax_number=" 91350100m000100y4３ ")
        self.assertEqual(fapiao.buyer_tax_number, "91350100M000100Y43")

    def test_the_buyer_comes_from_the_customer(self):
        self.customer.write({"credit_code": "91350100M000100Y43", "phone": "0571-1"})
        action = self.deposit.with_user(self.rep).action_apply_fapiao()
        fapiao = self.env["crm.fapiao"].browse(action["res_id"])
        self.assertEqual(fapiao.buyer_name, self.customer.name)
        self.assertEqual(fapiao.buyer_tax_number, "91350100M000100Y43")
        self.assertEqual(fapiao.note, self.contract.name)

    def test_a_number_keeps_all_its_digits_or_is_refused(self):
        fapiao = self.apply()
        for number, why in (
            ("2.4112E+19", "cut by a spreadsheet"),
            ("2411200000001234567", "19 digits"),
            ("2411200000001234567X", "digits alone"),
        ):
            with self.assertRaisesRegex(UserError, why):
                self.issue(fapiao, number)
        self.issue(fapiao, "２４１１２０００ 0000 1234 5678")
        self.assertEqual(fapiao.number, NUMBER)

    def test_another_amount_than_the_invoice_s_is_refused(self):
        fapiao = self.apply()
        with self.assertRaisesRegex(UserError, "was issued"):
            self.issue(fapiao, amount=fapiao.sudo().amount_total + 0.01)
        self.assertEqual(fapiao.state, "applied")

    def test_a_day_still_to_come_is_refused(self):
        fapiao = self.apply().with_user(self.biller)
        tomorrow = fields.Date.context_today(fapiao) + timedelta(days=1)
        with self.assertRaisesRegex(UserError, "still to come"):
            fapiao._issue(NUMBER, tomorrow)

    def test_a_number_is_used_once(self):
        self.issue(self.apply())
        self.contract.plan_line_ids[1].sudo()._trigger()
        second = self.contract.plan_line_ids[1]
        second.invoice_ids.action_post()
        action = second.with_user(self.rep).action_apply_fapiao()
        fapiao = self.env["crm.fapiao"].browse(action["res_id"])
        self.apply(fapiao)
        with self.assertRaisesRegex(UserError, "belongs to application"):
            self.issue(fapiao)
        self.issue(fapiao, OTHER)
        self.assertEqual(fapiao.number, OTHER)

    def test_an_invoice_with_a_fapiao_is_not_taken_back(self):
        fapiao = self.apply()
        with self.assertRaisesRegex(UserError, "cancel it first"):
            self.invoice.button_draft()
        self.issue(fapiao)
        with self.assertRaisesRegex(UserError, "red-letter"):
            self.invoice.button_draft()

    def test_finance_sends_it_back_with_the_reason(self):
        fapiao = self.apply()
        fapiao.sudo().exported_at = fields.Datetime.now()
        dialog = (
            self.env["crm.fapiao.refuse"]
            .with_user(self.biller)
            .create({"fapiao_id": fapiao.id, "reason": "wrong bank"})
        )
        dialog.action_refuse()
        self.assertEqual(fapiao.state, "draft")
        event = self.env["crm.business.event"].search([("kind", "=", "fapiao.refused")])
        self.assertIn("wrong bank", event.name)
        self.assertIn(self.rep, event.audience_ids)
        self.apply(fapiao)
        self.assertEqual(fapiao.state, "applied")
        self.assertFalse(fapiao.sudo().exported_at, "it is handed over once more")

    def test_what_is_done_already_says_so(self):
        fapiao = self.issue(self.apply())
        with self.assertRaisesRegex(UserError, "Issued"):
            fapiao._issue(OTHER, fields.Date.context_today(fapiao))
        with self.assertRaisesRegex(UserError, "Issued"):
            fapiao.with_user(self.rep).action_withdraw()

    def test_a_cancelled_one_makes_room_for_another(self):
        fapiao = self.apply()
        fapiao.action_cancel()
        again = self.deposit.with_user(self.rep).action_apply_fapiao()
        self.assertNotEqual(again["res_id"], fapiao.id)

    def test_finance_sees_it_on_the_workbench_and_all_in_the_timeline(self):
        fapiao = self.apply()
        self.env.flush_all()
        self.env.invalidate_all()

        def cards(user):
            bench = self.env["crm.workbench"].with_user(user)
            return [c["res_id"] for c in bench.load()["cards"] if c["kind"] == "fapiao"]

        self.assertEqual(cards(self.biller), fapiao.ids)
        self.assertFalse(cards(self.rep))
        self.issue(fapiao)
        self.assertFalse(cards(self.biller))
        self.env.flush_all()
        lines = self.customer.with_user(self.rep).get_timeline()["lines"]
        self.assertTrue([line for line in lines if NUMBER in line["title"]])

    # -- red letters ------------------------------------------------------------------

    def test_a_credit_note_reverses_the_fapiao(self):
        fapiao = self.issue(self.apply())
        red = self.red()
        self.assertEqual(red.original_id, fapiao)
        self.assertTrue(red.is_red)
        self.apply(red, self.biller)
        self.assertEqual(fapiao.state, "issued")
        self.issue(red, OTHER, -red.sudo().amount_total)
        self.assertEqual(fapiao.state, "reversed")
        self.assertEqual(self.invoice.fapiao_state, "reversed")

    def test_a_partial_credit_note_leaves_the_fapiao_issued(self):
        fapiao = self.issue(self.apply())
        note = self.reverse(self.invoice)
        note.button_draft()
        note.invoice_line_ids.price_unit /= 2
        note.action_post()
        red = note.with_user(self.biller)._ensure_fapiao()
        self.apply(red, self.biller)
        self.issue(red, OTHER)
        self.assertEqual(fapiao.state, "issued")

    def test_a_credit_note_without_a_fapiao_reverses_nothing(self):
        note = self.reverse(self.invoice)
        with self.assertRaisesRegex(UserError, "nothing to reverse"):
            note.with_user(self.biller).action_apply_fapiao()

    def test_no_more_is_reversed_than_was_issued(self):
        self.issue(self.apply())
        self.red()
        with self.assertRaisesRegex(UserError, "would reverse more"):
            self.reverse(self.invoice)._ensure_fapiao()
