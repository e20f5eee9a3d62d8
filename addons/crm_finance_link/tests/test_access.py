from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import PlanCommon


@tagged("post_install", "-at_install")
class TestAccess(PlanCommon):
    def setUp(self):
        super().setUp()
        self.contract = self.make_contract()
        self.plan = self.contract.plan_ids
        self.deposit = self.line(self.contract, "Deposit")
        self.concept = self.line(self.contract, "Concept")

    def test_a_rep_reads_his_own_plans_only(self):
        lines = self.env["crm.payment.plan.line"]
        self.assertEqual(
            lines.with_user(self.rep).search([("contract_id", "=", self.contract.id)]),
            self.plan.line_ids,
        )
        self.assertFalse(lines.with_user(self.rival).search([]))
        with self.assertRaises(AccessError):
            self.plan.with_user(self.rival).read(["amount_total"])

    def test_a_team_leader_reads_the_plans_of_his_team(self):
        self.contract.sudo().team_id = self.env["crm.team"].create(
            {"name": "East", "user_id": self.rival.id}
        )
        self.assertEqual(
            self.plan.with_user(self.rival).amount_total, self.plan.amount_total
        )

    def test_a_rep_does_not_touch_a_due_instalment(self):
        line = self.deposit.with_user(self.rep)
        for vals in (
            {"amount": 100},
            {"name": "x"},
            {"days": 90},
            {"due_date": "2030-01-01"},
            {"triggered_date": False},
            {"trigger": "fixed_date"},
            {"share": 10},
            {"share_agreed": 10},
            {"term_unit": "month"},
            {"taken_back_count": 1},
        ):
            with self.assertRaises(AccessError):
                line.write(vals)
        with self.assertRaises(UserError):
            line.unlink()
        with self.assertRaises(AccessError):
            self.plan.with_user(self.rep).write(
                {"line_ids": [(1, self.deposit.id, {"days": 90})]}
            )

    def test_a_rep_plans_what_still_waits_but_not_when_it_is_due(self):
        line = self.concept.with_user(self.rep)
        line.write({"name": "Concept, second round", "days": 14})
        self.assertEqual(self.concept.days, 14)
        for vals in ({"due_date": "2030-01-01"}, {"triggered_date": "2030-01-01"}):
            with self.assertRaises(AccessError):
                line.write(vals)

    def test_a_context_says_nothing_of_when_a_split_part_is_due(self):
        split = {
            "line_ids": [
                (1, self.concept.id, {"amount": 300}),
                (0, 0, {"name": "Rest", "amount": 100, "fixed_date": "2031-01-01"}),
            ]
        }
        plan = self.plan.with_user(self.rep)
        for name in ("due_date", "triggered_date"):
            with self.subTest(name), self.assertRaisesRegex(AccessError, "Only fin"):
                plan.with_context(**{f"default_{name}": "2020-01-01"}).write(split)
        with self.assertRaisesRegex(UserError, "cannot be written"):
            plan.with_context(default_amount_received=100).write(split)
        plan.write(split)
        self.assertEqual(self.line(self.contract, "Rest").state, "waiting")

    def test_nobody_moves_a_plan_or_an_instalment(self):
        other = self.make_contract().plan_ids
        with self.assertRaises(UserError):
            self.plan.with_user(self.rep).write({"contract_id": other.contract_id.id})
        with self.assertRaises(UserError):
            self.concept.with_user(self.biller).write({"plan_id": other.id})

    def test_finance_reads_all_and_moves_the_due_date(self):
        line = self.deposit.with_user(self.biller)
        self.assertEqual(line.amount, 200)
        self.assertEqual(self.contract.with_user(self.biller).amount_total, 1000)
        line.due_date = "2030-01-01"
        self.assertEqual(str(self.deposit.due_date), "2030-01-01")

    def test_sales_reads_its_plan_and_no_accounting(self):
        self.pay(self.post(self.deposit.invoice_ids))
        self.assertEqual(self.deposit.with_user(self.rep).amount_received, 200)
        # Odoo itself shows a salesperson the invoices of his own orders, read-only.
        for name in ("account.move", "account.move.line", "account.partial.reconcile"):
            model = self.env[name].with_user(self.rep)
            for act in ("write", "create", "unlink"):
                self.assertFalse(model.has_access(act), name)
        payments = self.env["account.payment"].with_user(self.rep)
        self.assertFalse(payments.has_access("read"))
        invoice = self.deposit.invoice_ids
        self.assertFalse(
            invoice.with_user(self.rival).search([("id", "=", invoice.id)])
        )
        with self.assertRaises(AccessError):
            self.deposit.invoice_ids.with_user(self.rep).write({"ref": "x"})

    def test_finance_edits_money_and_no_set_up(self):
        self.assertTrue(
            self.env["crm.payment.plan"].with_user(self.biller).has_access("write")
        )
        for name in ("ir.rule", "ir.cron", "res.company", "ir.model.access"):
            self.assertFalse(
                self.env[name].with_user(self.biller).has_access("write"), name
            )
        self.assertFalse(self.contract.with_user(self.biller).has_access("write"))

    def test_finance_opens_the_page_of_a_contract(self):
        # Whatever the page shows must be readable, or it does not open at all.
        contract = self.contract.with_user(self.biller)
        page = etree.fromstring(contract.get_view(view_type="form")["arch"])
        names = page.xpath("//field[not(ancestor::field)]/@name")
        self.assertIn("article_ids", names)
        self.assertEqual(contract.read(names)[0]["amount_total"], 1000)

    def test_nothing_that_happens_to_a_plan_alters_what_is_posted(self):
        invoice = self.post(self.deposit.invoice_ids)
        names = ["name", "amount_total", "invoice_date_due", "state", "ref"]
        names += ["plan_line_id", "write_date"]
        items = invoice.line_ids
        before = invoice.read(names), items.read(["balance", "date_maturity"])
        self.deposit.with_user(self.biller).write({"due_date": "2030-01-01"})
        self.deposit._take_back("a test")
        self.contract._change_state("suspend", "A test")
        self.contract._change_state("resume", "A test")
        self.contract._change_state("terminate", "A test")
        self.env.flush_all()
        self.env.invalidate_all()
        after = invoice.read(names), items.read(["balance", "date_maturity"])
        self.assertEqual(after, before)

    def test_an_employee_without_a_role_reads_no_plan(self):
        user = new_test_user(self.env, "plan_employee", "base.group_user")
        with self.assertRaises(AccessError):
            self.plan.with_user(user).read(["amount_total"])

    def test_another_company_reads_nothing(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.biller.write(
            {"company_ids": [(6, 0, company.ids)], "company_id": company.id}
        )
        self.assertFalse(
            self.env["crm.payment.plan.line"]
            .with_user(self.biller)
            .with_company(company)
            .search([("contract_id", "=", self.contract.id)])
        )
        elsewhere = self.concept.with_user(self.biller).with_company(company)
        for call in ("action_trigger", "action_take_back", "action_create_invoice"):
            with self.subTest(call), self.assertRaises(AccessError):
                getattr(elsewhere, call)()
        self.assertFalse(self.concept.triggered_date)
