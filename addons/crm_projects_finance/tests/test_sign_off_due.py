import base64
import io
from datetime import date

from freezegun import freeze_time
from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import SignOffDueCommon


@tagged("post_install", "-at_install")
class TestSignOffDue(SignOffDueCommon):
    """From the client's signature to the draft invoice."""

    def test_instalments_find_their_deliverables(self):
        self.assertEqual(self.line("Concept").deliverable_id.code, "concept")
        self.assertEqual(self.line("Concept").deliverable_id.project_id, self.project)
        self.assertFalse(self.line("Deposit").deliverable_id)
        self.assertFalse(self.line("Drawings").deliverable_id)

    def test_an_instalment_that_nothing_makes_due_is_reported(self):
        self.assertIn("Lost", str(self.contract.message_ids.mapped("body")))

    def test_the_signature_makes_due_and_prepares_the_invoice(self):
        line = self.line("Concept")
        self.assertEqual(line.state, "waiting")
        self.sign("render")
        self.assertEqual(line.state, "waiting")
        self.sign("concept")
        self.assertEqual(line.state, "due")
        self.assertEqual(line.invoice_ids.state, "draft")
        self.assertEqual(line.invoice_ids.amount_total, 500)
        self.assertEqual(line.invoice_ids.contract_id, self.contract)
        kinds = self.env["crm.business.event"].search([]).mapped("kind")
        self.assertIn("deliverable.signed_off", kinds)
        self.assertIn("instalment.due", kinds)

    def test_a_reached_phase_makes_due_once(self):
        line = self.line("Drawings")
        self.sign("construction")
        self.assertEqual(line.state, "due")
        phase = self.phase("construction")
        # Set back by who leads; what is signed, whoever draws it marks again.
        phase.with_user(self.lead).write({"is_reached": False})
        self.assertEqual(line.state, "waiting")
        self.assertIn(
            "set back to not reached", str(line.plan_id.message_ids.mapped("body"))
        )
        phase.with_user(self.designer).write({"is_reached": True})
        phase.with_user(self.designer).write({"is_reached": True})
        self.assertEqual(line.state, "due")
        self.assertEqual(
            line.invoice_ids.sorted("id").mapped("state"), ["cancel", "draft"]
        )

    def test_a_phase_written_as_it_is_says_nothing_about_money(self):
        line, phase = self.line("Drawings"), self.phase("construction")
        line._trigger()  # finance made it due by hand
        phase.with_user(self.designer).is_reached = False
        self.assertEqual((line.state, line.invoice_ids.state), ("due", "draft"))
        self.sign("construction")
        line._take_back("the client disputes it")
        phase.with_user(self.designer).is_reached = True
        self.assertEqual(line.state, "waiting")

    def test_a_paper_is_due_by_its_own_day(self):
        line = self.line("Concept")
        item = line.deliverable_id
        with freeze_time("2031-05-01 04:00:00"):
            data = base64.b64encode(b"concept")
            version = item.with_user(self.designer).action_upload("concept.pdf", data)
            version.action_release()
        with freeze_time("2031-05-20 04:00:00"):
            version.with_user(self.lead)._sign_on_paper(
                "Client", date(2031, 5, 4), ("scan.pdf", b"%PDF-1.4 signed")
            )
        self.assertEqual(line.triggered_date, date(2031, 5, 4))

    def test_nobody_makes_money_due_by_a_tick(self):
        line, phase = self.line("Drawings"), self.phase("construction")
        for user in (self.designer, self.lead):
            with self.assertRaisesRegex(UserError, "not signed off: construction"):
                phase.with_user(user).write({"is_reached": True})
        with self.assertRaises(AccessError):
            phase.with_user(self.designer)._reach_despite("I say so")
        self.assertEqual(line.state, "waiting")
        # Who leads may, and the reason stays.
        phase.with_user(self.lead)._reach_despite("Handed over by word")
        self.assertEqual(line.state, "due")
        self.assertIn("Handed over", str(self.project.message_ids.mapped("body")))

    def test_a_phase_set_back_leaves_what_is_invoiced_claimed(self):
        line = self.line("Drawings")
        self.sign("construction")
        line.invoice_ids.action_post()
        self.phase("construction").with_user(self.lead).is_reached = False
        self.assertEqual((line.state, line.invoice_ids.state), ("invoiced", "posted"))
        self.assertIn("stays claimed", str(line.plan_id.message_ids.mapped("body")))

    def test_invoices_go_to_the_account_of_the_project_and_are_found_by_it(self):
        self.sign("concept")
        invoices = self.contract.plan_line_ids.invoice_ids
        self.assertEqual(len(invoices), 2)  # the deposit, made at the signature
        self.assertTrue(self.project.account_id)
        for item in invoices.invoice_line_ids:
            self.assertEqual(
                item.analytic_distribution, {str(self.project.account_id.id): 100}
            )
        found = invoices.search([("design_project_id", "=", self.project.id)])
        self.assertEqual(found, invoices)
        invoices.action_post()
        booked = invoices.line_ids.analytic_line_ids
        self.assertEqual(booked.account_id, self.project.account_id)
        self.assertEqual(sum(booked.mapped("amount")), 700)

    def test_a_changed_code_finds_its_deliverable(self):
        self.line("Lost").with_user(self.rep).trigger_code = "render"
        self.assertEqual(self.line("Lost").deliverable_id.code, "render")
        self.sign("render")
        self.assertEqual(self.line("Lost").state, "due")

    def test_a_deliverable_that_gets_its_code_later_makes_due(self):
        line = self.line("Lost")
        item = self.project.deliverable_ids.filtered(lambda d: d.code == "render")
        item.code = False
        self.assertFalse(line.deliverable_id)
        item.code = "nothing-has-this-code"
        self.sign(item.code)
        self.assertEqual((line.deliverable_id, line.state), (item, "due"))

    def test_sales_does_not_choose_what_an_instalment_waits_for(self):
        signed = self.line("Concept").deliverable_id
        with self.assertRaisesRegex(AccessError, "Only finance"):
            self.line("Lost").with_user(self.rep).deliverable_id = signed
        plan = self.contract.plan_ids.with_user(self.rep)
        with self.assertRaisesRegex(AccessError, "Only finance"):
            plan.with_context(default_deliverable_id=signed.id).write(
                {
                    "line_ids": [
                        (1, self.line("Lost").id, {"amount": 50}),
                        (0, 0, {"name": "x", "amount": 50, "fixed_date": "2031-01-01"}),
                    ]
                }
            )

    def test_a_project_made_later_is_joined_as_well(self):
        contract = self.make_contract()
        template = contract.project_template_id
        contract.project_template_id = False
        contract.action_sign()
        concept = contract.plan_line_ids.filtered(lambda line: line.name == "Concept")
        self.assertFalse(concept.deliverable_id)
        contract.project_template_id = template
        contract.action_create_project()
        self.assertEqual(concept.deliverable_id.code, "concept")

    def test_a_supplement_waits_for_the_deliverables_of_its_contract(self):
        supplement = self._sign_supplement()
        states = dict(
            supplement.plan_line_ids.mapped(lambda one: (one.name, one.state))
        )
        self.assertEqual(
            states,
            {
                "Deposit": "due",
                "Concept": "waiting",
                "Drawings": "waiting",
                "Lost": "waiting",
            },
        )
        self.sign("construction")
        drawings = supplement.plan_line_ids.filtered(lambda one: one.name == "Drawings")
        self.assertEqual(drawings.state, "due")

    def test_what_was_reached_before_the_supplement_is_due_with_it(self):
        self.sign("construction")
        supplement = self._sign_supplement()
        drawings = supplement.plan_line_ids.filtered(lambda one: one.name == "Drawings")
        self.assertEqual(drawings.state, "due")
        self.assertFalse(supplement.project_ids)

    def test_aged_receivables_know_the_project(self):
        invoice = self.contract.plan_line_ids[0].invoice_ids
        invoice.action_post()
        self.env.flush_all()
        row = self.env["crm.receivable.report"].search([("move_id", "=", invoice.id)])
        self.assertEqual(row.project_id, self.project)
        self.assertEqual(
            self.env["crm.receivable.report"]._read_group(
                [("project_id", "=", self.project.id)], ["project_id"], ["amount:sum"]
            ),
            [(self.project, invoice.amount_residual)],
        )
        self.env.user.group_ids |= self.env.ref("base.group_allow_export")
        content = row._export_xlsx([("move_id", "=", invoice.id)], "project_id")
        sums, entries = load_workbook(io.BytesIO(content)).worksheets
        self.assertEqual(sums["A3"].value, self.project.display_name)
        self.assertEqual(entries["E3"].value, self.project.display_name)
