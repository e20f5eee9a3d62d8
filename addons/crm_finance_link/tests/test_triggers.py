from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import PlanCommon


@tagged("post_install", "-at_install")
class TestTriggers(PlanCommon):
    """A trigger fires once, its day follows its term, and taken back it says so."""

    def _give(self, line, **vals):
        """Change a waiting instalment as its salesperson does."""
        line.with_user(self.rep).write(vals)
        return line

    def _accept(self, contract, user=None, **vals):
        wizard = (
            self.env["crm.contract.accept"]
            .with_user(user or self.rep)
            .create({"contract_id": contract.id, "action": "accepted", **vals})
        )
        wizard.action_confirm()

    def _withdraw(self, contract, user, reason="Signed by the wrong person"):
        return (
            self.env["crm.contract.accept"]
            .with_user(user)
            .create(
                {"contract_id": contract.id, "action": "withdrawn", "reason": reason}
            )
            .action_confirm()
        )

    def _said(self, plan):
        return str(plan.message_ids.mapped("body"))

    # -- the term ------------------------------------------------------------------

    def test_terms_are_calendar_days_working_days_or_months(self):
        line = self.line(self.make_contract(), "Concept")
        self.env.company.working_calendar = "cn"
        before_holidays = date(2026, 9, 30)
        for unit, count, expected in (
            ("day", 2, date(2026, 10, 2)),
            ("workday", 2, date(2026, 10, 9)),
            ("month", 5, date(2027, 2, 28)),
        ):
            line.sudo().write(
                {"days": count, "term_unit": unit, "triggered_date": before_holidays}
            )
            self.assertEqual(line.due_date, expected, unit)
        self.env.company.working_calendar = "weekdays"
        line.sudo().write({"days": 3, "term_unit": "workday"})
        self.assertEqual(line.due_date, date(2026, 10, 5))

    def test_a_late_night_does_not_move_the_due_date(self):
        line = self.line(self.make_contract(), "Site")
        self._give(line, trigger="fixed_date", fixed_date="2031-05-10", days=5)
        with freeze_time("2031-05-13 10:00:00"), self.enter_registry_test_mode():
            self.env.ref(
                "crm_finance_link.ir_cron_update_instalments"
            ).method_direct_trigger()
        self.assertEqual(line.triggered_date, date(2031, 5, 10))
        self.assertEqual(line.due_date, date(2031, 5, 15))

    # -- acceptance and warranty -----------------------------------------------------

    def test_the_acceptance_makes_due_and_the_retention_follows_the_warranty(self):
        contract = self.make_contract()
        final = self._give(self.line(contract, "Drawings"), trigger="acceptance")
        kept = self._give(self.line(contract, "Site"), trigger="warranty_end", days=0)
        self.assertTrue(kept.is_retention)
        self.assertFalse(kept.due_date)
        self._accept(contract)
        end = self.today + relativedelta(months=12)
        self.assertEqual((final.state, final.triggered_date), ("due", self.today))
        self.assertEqual(final.invoice_ids.amount_total, final.amount)
        # Known already, but it waits until that day.
        self.assertEqual((kept.state, kept.due_date), ("waiting", end))
        with freeze_time(f"{end} 10:00:00"), self.enter_registry_test_mode():
            self.env.ref(
                "crm_finance_link.ir_cron_update_instalments"
            ).method_direct_trigger()
            self.env.invalidate_all()
            self.assertEqual((kept.state, kept.due_date), ("due", end))
            self.assertEqual(kept.invoice_ids.amount_total, kept.amount)
        with self.assertRaisesRegex(UserError, "once"):
            self._accept(contract)

    def test_what_is_planned_for_an_acceptance_that_is_past_is_due_by_its_day(self):
        contract = self.make_contract()
        self._accept(contract)
        drawings = self._give(self.line(contract, "Drawings"), trigger="acceptance")
        site = self._give(self.line(contract, "Site"), trigger="contract_signed")
        back = self._give(self.line(contract, "Concept"), trigger="acceptance")
        back._trigger()
        back._take_back("the client disputes it")
        night = f"{self.today + timedelta(days=3)} 10:00:00"
        with freeze_time(night), self.enter_registry_test_mode():
            self.env.ref(
                "crm_finance_link.ir_cron_update_instalments"
            ).method_direct_trigger()
            self.env.invalidate_all()
            self.assertEqual(drawings.triggered_date, contract.date_accepted)
            self.assertEqual(site.triggered_date, contract.date_signed)
            self.assertEqual(drawings.invoice_ids.state, "draft")
            self.assertEqual(back.state, "waiting")

    def test_a_supplement_signed_after_the_acceptance_is_accepted(self):
        contract = self.make_contract()
        self._accept(contract)
        self.template.line_ids[1].write(
            {"trigger": "acceptance", "trigger_code": False}
        )
        wizard = self.env["crm.contract.supplement"].create(
            {"contract_id": contract.id, "change": "More", "amount": 100}
        )
        supplement = contract.browse(wizard.action_create_supplement()["res_id"])
        supplement.order_ids.sudo().write({"state": "sale"})
        supplement.action_sign()
        self.assertEqual(self.line(supplement, "Concept").state, "due")
        self.assertEqual(supplement.date_accepted, contract.date_accepted)

    def test_an_acceptance_taken_back_lets_wait_what_is_not_invoiced(self):
        contract = self.make_contract()
        lines = self.line(contract, "Concept") | self.line(contract, "Drawings")
        lines.write({"trigger": "acceptance"})
        self._accept(contract)
        concept, drawings = lines
        posted = self.post(concept.invoice_ids)
        before = posted.read(["name", "state", "amount_total", "invoice_date_due"])
        draft = drawings.invoice_ids
        with self.assertRaisesRegex(AccessError, "Only finance"):
            self._withdraw(contract, self.rep)
        with self.assertRaisesRegex(UserError, "say why"):
            self._withdraw(contract, self.biller, reason=" ")
        self._withdraw(contract, self.biller)
        self.assertFalse(contract.date_accepted)
        self.assertEqual(lines.mapped("state"), ["invoiced", "waiting"])
        self.assertEqual(draft.state, "cancel")
        self.assertEqual(
            posted.read(["name", "state", "amount_total", "invoice_date_due"]), before
        )
        for text in ("wrong person", "waits again", "stays claimed"):
            self.assertIn(text, self._said(contract.plan_ids))
        self.assertEqual(
            contract.acceptance_ids.sorted("id").mapped("action"),
            ["accepted", "withdrawn"],
        )
        # Accepted after all: what waits is due again, and its people are told again.
        self._accept(contract, self.biller)
        self.assertEqual(drawings.state, "due")
        self.assertEqual(
            len(drawings.invoice_ids.filtered(lambda move: move.state == "draft")), 1
        )
        events = self.env["crm.business.event"].search(
            [("kind", "=", "instalment.due"), ("res_id", "=", drawings.id)]
        )
        self.assertEqual(len(events), 2)

    def test_who_may_accept_and_when(self):
        contract = self.make_contract()
        with self.assertRaises(AccessError):
            self._accept(contract, self.rival)
        with self.assertRaisesRegex(UserError, "signed on"):
            self._accept(contract, date=self.today + timedelta(days=1))
        with self.assertRaisesRegex(AccessError, "warranty"):
            self._accept(contract, warranty_months=1)
        with self.assertRaises(UserError):
            self._accept(self.make_contract(sign=False))
        for user in (self.rep, self.biller):
            with self.assertRaises(AccessError):
                contract.with_user(user).write({"date_accepted": self.today})
        with self.assertRaisesRegex(UserError, "signed"):
            contract.with_user(self.rep).warranty_months = 1
        self._accept(contract, self.biller, warranty_months=24)
        self.assertEqual(
            contract.date_warranty_end, self.today + relativedelta(months=24)
        )
        row = contract.acceptance_ids
        with self.assertRaisesRegex(UserError, "ledger"):
            row.sudo().write({"warranty_months": 1})
        self.assertFalse(row.with_user(self.rival).search([]))

    # -- the invoice that is sent ------------------------------------------------------

    def test_the_invoice_that_is_sent_makes_due_and_taken_back_it_waits(self):
        contract = self.make_contract()
        line = self._give(
            self.line(contract, "Concept"), trigger="invoice_sent", days=15
        )
        line.with_user(self.biller).action_create_invoice()
        invoice = self.post(line.invoice_ids)
        self.assertEqual((line.state, line.due_date), ("invoiced", False))
        invoice.with_user(self.biller).is_move_sent = True
        self.assertEqual(line.triggered_date, self.today)
        self.assertEqual(line.due_date, self.today + timedelta(days=15))
        # Set back to draft it was never claimed; posted again it is.
        invoice.with_user(self.biller).button_draft()
        self.assertFalse(line.triggered_date)
        self.assertIn("taken back or credited", self._said(contract.plan_ids))

    def test_an_invoice_that_is_credited_is_not_due_any_more(self):
        line = self._give(
            self.line(self.make_contract(), "Concept"), trigger="invoice_sent"
        )
        line.with_user(self.biller).action_create_invoice()
        invoice = self.post(line.invoice_ids)
        invoice.with_user(self.biller).is_move_sent = True
        self.reverse(invoice)
        self.assertEqual((line.state, line.triggered_date), ("waiting", False))

    # -- by hand ---------------------------------------------------------------------

    def test_finance_takes_back_by_hand_what_it_made_due_by_mistake(self):
        line = self.line(self.make_contract(), "Concept")
        line.with_user(self.biller).action_trigger()
        with self.assertRaises(AccessError):
            line.with_user(self.rep).action_take_back()
        line.with_user(self.biller).action_take_back()
        self.assertEqual((line.state, line.taken_back_count), ("waiting", 1))
        self.assertFalse(line.has_live_invoice)

    def test_a_terminated_contract_says_what_is_void(self):
        contract = self.make_contract()
        contract._change_state("terminate", "The client is insolvent")
        self.assertIn("Drawings", self._said(contract.plan_ids))
        self.assertIn("1,000.00", self._said(contract.plan_ids))

    # -- templates -------------------------------------------------------------------

    def test_a_template_by_the_fee_table_has_a_line_for_each_stage(self):
        template = self.env.ref("crm_finance_link.crm_payment_plan_template_fee_table")
        template.write(
            {
                "line_ids": [
                    Command.create(
                        {"name": "Kept", "share": 5, "trigger": "warranty_end"}
                    )
                ]
            }
        )
        contract = self.make_contract([(1, 1000.01, 0)], sign=False)
        contract.design_type_id = self.env.ref("crm_pipeline.crm_design_type_interior")
        contract.plan_template_id = template
        contract.action_sign()
        lines = contract.plan_line_ids.sorted("sequence")
        self.assertEqual(lines.mapped("share"), [20, 37.5, 37.5, 5])
        self.assertEqual(
            lines.mapped("trigger_code"), [False, "concept", "construction", False]
        )
        self.assertEqual(lines[-1].trigger, "warranty_end")
        self.assertEqual(contract.plan_ids.amount_total, contract.amount_total)

    def test_without_stages_the_contract_is_signed_and_says_why_there_is_no_plan(self):
        contract = self.make_contract(sign=False)
        contract.plan_template_id = self.env.ref(
            "crm_finance_link.crm_payment_plan_template_fee_table"
        )
        contract.action_sign()
        self.assertFalse(contract.plan_ids)
        # The reason is in the language of the company, as plans are.
        self.assertIn("No payment plan was made", self._said(contract))

    def test_a_template_that_cannot_be_used_is_refused_where_it_is_typed(self):
        with self.assertRaisesRegex(ValidationError, "leave something"):
            self.template.method = "fee_table"
        with self.assertRaisesRegex(ValidationError, "needs the code"):
            self.template.line_ids[0].trigger = "phase_reached"
