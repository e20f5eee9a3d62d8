from datetime import timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import PlanCommon


@tagged("post_install", "-at_install")
class TestPlan(PlanCommon):
    def test_a_signed_contract_gets_a_plan_of_the_same_total(self):
        contract = self.make_contract([(1, 1000.01, 0)])
        plan = contract.plan_ids
        self.assertEqual(plan.line_ids.mapped("amount"), [200.0, 400.01, 300.0, 100.0])
        self.assertEqual(plan.amount_total, contract.amount_total)
        self.assertEqual(plan.line_ids.mapped("share"), [20, 40, 30, 10])
        self.assertEqual(plan.state, "running")

    def test_signing_twice_makes_one_plan(self):
        contract = self.make_contract()
        plan = contract.plan_ids
        contract.sudo()._on_signed()
        self.assertEqual(contract.plan_ids, plan)

    def test_the_deposit_is_due_with_the_signature_and_the_rest_waits(self):
        contract = self.make_contract()
        self.assertEqual(
            contract.plan_line_ids.mapped("state"),
            ["due", "waiting", "waiting", "waiting"],
        )
        deposit = self.line(contract, "Deposit")
        self.assertEqual(deposit.triggered_date, contract.date_signed)
        self.assertEqual(deposit.due_date, contract.date_signed + timedelta(days=3))

    def test_without_a_template_the_contract_is_signed_and_says_so(self):
        contract = self.make_contract(sign=False)
        contract.plan_template_id = False
        contract.action_sign()
        self.assertFalse(contract.plan_ids)
        self.assertIn("No payment plan", str(contract.message_ids.mapped("body")))
        contract.plan_template_id = self.template
        contract.action_create_plan()
        self.assertEqual(contract.plan_ids.amount_total, 1000)

    def test_two_lines_changed_in_one_save_are_checked_together(self):
        plan = self.make_contract().plan_ids
        with Form(plan.with_user(self.rep)) as form:
            with form.line_ids.edit(1) as line:
                line.amount = 500
            with form.line_ids.edit(2) as line:
                line.amount = 200
        self.assertEqual(plan.line_ids.mapped("amount"), [200, 500, 200, 100])

    def test_a_plan_that_misses_the_contract_is_refused_with_both_sums(self):
        contract = self.make_contract()
        line = self.line(contract, "Concept")
        for write in (
            lambda: line.write({"amount": 399.99}),
            lambda: line.with_context(plan_total_check=True).write({"amount": 1.0}),
            lambda: contract.plan_ids.write(
                {"line_ids": [Command.update(line.id, {"amount": 400.01})]}
            ),
            lambda: line.unlink(),
            lambda: line.copy(),
        ):
            with self.assertRaises(ValidationError) as caught:
                write()
            self.assertIn("1,000.00", str(caught.exception))

    def test_an_instalment_can_be_split_in_one_save(self):
        plan = self.make_contract().plan_ids
        site = plan.line_ids[3]
        plan.with_user(self.rep).write(
            {
                "line_ids": [
                    Command.update(site.id, {"amount": 60}),
                    Command.create(
                        {"name": "Warranty", "amount": 40, "fixed_date": "2030-01-01"}
                    ),
                ]
            }
        )
        self.assertEqual(len(plan.line_ids), 5)

    def test_state_and_receipts_cannot_be_written_by_anyone(self):
        line = self.line(self.make_contract(), "Deposit")
        for record in (line.with_user(self.biller), line.sudo()):
            for vals in (
                {"state": "paid"},
                {"amount_received": 200.0},
                {"amount_invoiced": 200.0},
            ):
                with self.assertRaises(UserError):
                    record.write(vals)

    def test_an_amount_on_an_invoice_cannot_change(self):
        plan = self.make_contract().plan_ids
        deposit, concept = plan.line_ids[0], plan.line_ids[1]
        with self.assertRaisesRegex(UserError, "invoice"):
            plan.with_user(self.biller).write(
                {
                    "line_ids": [
                        Command.update(deposit.id, {"amount": 100}),
                        Command.update(concept.id, {"amount": 500}),
                    ]
                }
            )

    def test_a_terminated_contract_voids_what_was_not_paid(self):
        contract = self.make_contract()
        self.post(self.line(contract, "Deposit").invoice_ids)
        self.pay(self.line(contract, "Deposit").invoice_ids)
        contract.sudo().state = "terminated"
        self.assertEqual(
            contract.plan_line_ids.mapped("state"), ["paid", "void", "void", "void"]
        )

    def test_shares_of_a_template_add_up_to_a_hundred(self):
        with self.assertRaisesRegex(ValidationError, "90"):
            self.make_template(
                [
                    ("A", 40, "contract_signed", False, 3),
                    ("B", 50, "contract_signed", False, 3),
                ]
            )

    def test_the_shipped_templates_are_proposed_by_design_type(self):
        contract = self.make_contract(sign=False)
        contract.design_type_id = self.env.ref("crm_pipeline.crm_design_type_interior")
        template = contract.plan_template_id
        self.assertEqual(template.line_ids.mapped("share"), [20, 40, 30, 10])
        contract.design_type_id = self.env.ref("crm_pipeline.crm_design_type_housing")
        self.assertEqual(
            contract.plan_template_id.line_ids.mapped("share"), [15, 25, 50, 10]
        )
