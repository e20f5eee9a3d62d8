from datetime import timedelta
from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.crm_contract.tools import html_pdf

from .collection_common import CollectionCommon


@tagged("post_install", "-at_install")
class TestDunningNotice(CollectionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls.make_due(20)
        cls.notices = cls.env["crm.dunning.notice"]

    def _propose(self, kind="reminder", **values):
        if kind == "suspension":
            values["contract"] = self.line.contract_id
        return self.notices._propose(
            kind, self.line._get_receivables(), partner=self.customer, **values
        ).with_env(self.env)

    def test_a_rep_reads_changes_and_sends_his_reminder_once(self):
        notice = self._propose().with_user(self.rep)
        self.assertEqual(notice.recipient_id, self.customer)
        self.assertIn("Deposit", notice.body)
        notice.body = "<p>Dear friends, 200 are due</p>"
        with self.mock_mails() as sent:
            notice.action_send()
        self.assertEqual(notice.state, "sent")
        self.assertEqual(notice.sent_by_id, self.rep)
        self.assertIn("Dear friends", sent[0])
        self.assertIn(
            self.customer, notice.message_ids.partner_ids, "the customer is told"
        )
        with self.assertRaisesRegex(UserError, "meanwhile"):
            notice.action_send()
        with self.assertRaisesRegex(UserError, "not open any more"):
            notice.body = "<p>other</p>"
        (event,) = self.env["crm.business.event"].search(
            [("kind", "=", "dunning.sent"), ("res_id", "=", notice.id)]
        )
        self.assertEqual(event.partner_id, self.customer)

    def mock_mails(self):
        """Collect the texts that are posted to customers."""
        sent, post = [], type(self.notices).message_post

        class Collected:
            def __enter__(inner):
                def posted(notice, **values):
                    sent.append(str(values.get("body")))
                    return post(notice, **values)

                inner.patch = patch.object(
                    self.env.registry["crm.dunning.notice"], "message_post", posted
                )
                inner.patch.start()
                return sent

            def __exit__(inner, *_error):
                inner.patch.stop()

        return Collected()

    def test_without_an_address_it_says_what_to_do(self):
        self.customer.email = False
        notice = self._propose()
        with self.assertRaisesRegex(UserError, "no e-mail address"):
            notice.with_user(self.rep).action_send()
        self.assertEqual(notice.state, "proposed")

    def test_a_colleague_sends_nothing_and_nobody_forges(self):
        notice = self._propose()
        self.assertFalse(notice.with_user(self.rival).search([("id", "=", notice.id)]))
        with self.assertRaises(AccessError):
            notice.with_user(self.rival).action_send()
        with self.assertRaises(AccessError):
            notice.with_user(self.reader).action_send()
        with self.assertRaisesRegex(UserError, "follows"):
            notice.with_user(self.rep).state = "sent"
        with self.assertRaises(AccessError):
            self.notices.with_user(self.rep).create({"subject": "x"})

    def test_a_new_proposal_replaces_the_old_one(self):
        first, second = self._propose(), self._propose()
        self.assertEqual((first.state, second.state), ("cancelled", "proposed"))

    def test_the_ladder_sends_by_itself_where_it_is_told_to(self):
        level = self.env["crm.dunning.level"].create(
            {
                "name": "x",
                "days": 1,
                "message": "send",
                "company_id": self.line.company_id.id,
            }
        )
        self.assertEqual(self._propose(level=level).state, "sent")
        self.customer.email = False
        self.assertEqual(self._propose(level=level).state, "proposed")

    def test_a_notice_over_other_amounts_is_made_anew_and_not_sent(self):
        notice = self._propose().with_user(self.rep)
        invoice = self.post(self.line.invoice_ids)
        self.pay(invoice, 50)
        action = notice.action_send()
        self.assertIn("Not sent yet", action["params"]["message"])
        self.assertEqual((notice.state, notice.amount_claimed), ("proposed", 150))
        self.assertIn("150.00", notice.body)
        self.assertIs(notice.action_send(), True)
        self.assertEqual(notice.state, "sent")

    def test_a_dispute_takes_its_instalments_off_what_waits_to_be_sent(self):
        other = self.make_due(10)
        receivables = (self.line | other)._get_receivables()
        notice = self.notices._propose("reminder", receivables, self.customer)
        dispute = self.env["crm.payment.dispute"].with_user(self.rep)
        dispute.create({"line_ids": self.line.ids, "reason": "Sheet 12 is missing"})
        self.assertEqual((notice.state, notice.line_ids), ("proposed", other))
        self.assertEqual(notice.amount_claimed, 200)
        self.assertNotIn(self.line.contract_id.name, notice.body)
        dispute.create({"line_ids": other.ids, "reason": "Sheet 13 as well"})
        self.assertEqual(notice.state, "cancelled")

    def test_a_suspension_is_approved_by_who_leads(self):
        notice = self._propose("suspension")
        self.assertIn(self.line.contract_id.name, notice.subject)
        with self.assertRaisesRegex(AccessError, "team leader"):
            notice.with_user(self.rep).action_send()
        with patch.object(html_pdf, "find_engine", lambda: None):
            notice.with_user(self.leader).action_send()
        self.assertEqual(notice.state, "sent")
        action = notice.with_user(self.leader).action_suspend()
        self.assertEqual(action["res_model"], "crm.contract.change.state")

    def test_the_letter_is_a_pdf_with_our_name(self):
        notice = self._propose("suspension")
        notice.company_id.partner_id.bank_ids = [
            Command.clear(),
            Command.create({"acc_number": "6222 0000 0001"}),
        ]
        notice.sudo().currency_id = self.env.ref("base.CNY")
        pages = []

        def render(html, engine):
            pages.append(html)
            return b"%PDF-1.4"

        with (
            patch.object(html_pdf, "find_engine", lambda: ("chromium", "x")),
            patch.object(html_pdf, "render", render),
        ):
            notice.with_user(self.leader).action_send()
            action = notice.with_user(self.rep).action_print()
        self.assertIn(notice.company_id.name, pages[0])
        self.assertIn("Deposit", pages[0])
        self.assertEqual(notice.amount_claimed, 200)
        self.assertIn("贰佰元整", pages[0])
        self.assertIn(f"{notice.contract_id.name}-{notice.id:04d}", pages[0])
        self.assertIn("6222 0000 0001", pages[0], "where it is to be paid")
        letter = notice.message_ids.attachment_ids
        self.assertEqual(letter.mimetype, "application/pdf")
        self.assertIn("/web/content/", action["url"])

    def test_a_letter_over_other_amounts_is_made_anew_and_not_printed(self):
        notice = self._propose("suspension").with_user(self.leader)
        self.pay(self.post(self.line.invoice_ids), 50)
        with patch.object(html_pdf, "find_engine", lambda: ("chromium", "x")):
            action = notice.action_print()
        self.assertEqual(action["tag"], "display_notification")
        self.assertEqual((notice.state, notice.amount_claimed), ("proposed", 150))
        self.assertFalse(notice.message_ids.attachment_ids)

    def test_without_an_engine_it_can_be_handed_over_but_not_printed(self):
        notice = self._propose("suspension").with_user(self.leader)
        with (
            patch.object(html_pdf, "find_engine", lambda: None),
            self.assertRaisesRegex(UserError, "no PDF engine"),
        ):
            notice.action_print()
        notice.action_handed_over()
        self.assertEqual(notice.state, "sent")

    def test_suspension_is_proposed_once_from_ten_days_on(self):
        early = self.make_due(9)
        (self.line | early)._propose_suspension()
        (self.line | early)._propose_suspension()
        found = self.notices.search(
            [("kind", "=", "suspension"), ("partner_id", "=", self.customer.id)]
        )
        self.assertEqual(found.line_ids, self.line)
        found.action_cancel()
        self.line._propose_suspension()
        self.assertEqual(
            self.notices.search_count([("line_ids", "in", self.line.ids)]), 1
        )
        # What is late anew claims all of the contract again.
        second = self.make_due(12, self.line.contract_id, "Concept")
        (self.line | second)._propose_suspension()
        new = self.notices.search(
            [("kind", "=", "suspension"), ("line_ids", "in", second.ids)]
        )
        self.assertEqual(new.line_ids, self.line | second)
        self.assertEqual(new.amount_claimed, 600)
        self.line.company_id.suspend_notice_days = 0
        early.sudo().due_date -= timedelta(days=30)
        early._propose_suspension()
        self.assertFalse(self.notices.search([("line_ids", "in", early.ids)]))


@tagged("post_install", "-at_install")
class TestBadDebt(CollectionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls.make_due(0)
        cls.line.sudo().due_date = cls.line._today() - relativedelta(months=3)
        cls.open_debts(cls.line)
        cls.debt = cls.env["crm.bad.debt"].search(
            [("partner_id", "=", cls.customer.id)]
        )

    @classmethod
    def open_debts(cls, lines):
        run = cls.env["crm.dunning.run"]._for_today(lines.company_id)
        run._open_bad_debts(lines._get_receivables())

    def test_what_is_late_for_months_is_one_case_a_customer(self):
        other = self.make_due(200)
        fresh = self.make_due(50)
        self.open_debts(self.line | other | fresh)
        self.open_debts(self.line | other | fresh)
        self.assertEqual(self.debt.line_ids, self.line | other)
        self.assertEqual(self.debt.amount_open, 400)
        self.assertEqual(self.debt.oldest_date, other.due_date)
        event = self.env["crm.business.event"].search(
            [("kind", "=", "bad_debt.opened"), ("res_id", "=", self.debt.id)]
        )
        self.assertEqual(len(event), 1)

    def test_steps_are_kept_with_their_reason(self):
        debt = self.debt.with_user(self.rep)
        with self.assertRaisesRegex(UserError, "Next Step"):
            debt.action_legal()
        debt.next_step = "No answer for two months"
        debt.action_legal()
        self.assertEqual(debt.state, "legal")
        self.assertFalse(debt.next_step)
        letter = self.env["crm.dunning.notice"].search(
            [("kind", "=", "legal"), ("line_ids", "in", self.line.ids)]
        )
        self.assertEqual(letter.state, "proposed")
        (step,) = debt.step_ids
        self.assertEqual(
            (step.user_id, step.words), (self.rep, "No answer for two months")
        )
        with self.assertRaises(UserError):
            step.sudo().words = "else"
        debt.next_step = "again"
        with self.assertRaisesRegex(UserError, "done already"):
            debt.action_legal()

    def test_a_write_off_is_proposed_by_sales_and_closed_by_finance(self):
        debt = self.debt.with_user(self.rep)
        debt.next_step = "The company is dissolved"
        debt.action_write_off()
        debt.next_step = "done"
        with self.assertRaisesRegex(AccessError, "finance closes"):
            debt.action_close()
        entries = self.env["account.move"].search_count([])
        mine = self.debt.with_user(self.biller)
        mine.next_step = "Written off by entry MISC/1"
        mine.action_close()
        self.assertEqual(debt.state, "closed")
        self.assertEqual(self.env["account.move"].search_count([]), entries)

    def test_money_closes_it(self):
        invoice = self.post(self.line.invoice_ids)
        self.pay(invoice, 50)
        self.assertEqual((self.debt.state, self.debt.amount_received), ("open", 50))
        self.pay(invoice)
        self.assertEqual(self.debt.state, "closed")
        self.assertEqual(self.debt.step_ids.act, "close")

    def test_who_sees_and_changes_it(self):
        for user in (self.leader, self.biller, self.reader):
            self.assertTrue(self.debt.with_user(user).read(["state"]))
        with self.assertRaises(AccessError):
            self.debt.with_user(self.rival).read(["state"])
        with self.assertRaisesRegex(UserError, "buttons alone"):
            self.debt.with_user(self.rep).state = "closed"
        with self.assertRaises(AccessError):
            self.debt.with_user(self.rep).unlink()
