from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestDemoCompany(TransactionCase):
    """The demo company went through the business methods: its figures must agree."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contracts = cls.env["crm.contract"].search([("state", "=", "signed")])

    def setUp(self):
        super().setUp()
        if not self.env["ir.module.module"].search(
            [("name", "=", "crm_suite"), ("demo", "=", True)]
        ):
            self.skipTest("installed without demo data")

    def test_every_signed_contract_has_one_project_and_one_plan_of_its_total(self):
        self.assertTrue(self.contracts)
        for contract in self.contracts:
            self.assertEqual(len(contract.project_ids), 1)
            self.assertEqual(len(contract.plan_ids), 1)
            self.assertAlmostEqual(
                sum(contract.plan_ids.line_ids.mapped("amount")),
                contract.amount_total,
                places=2,
            )

    def test_contracts_of_each_kind_are_there_to_look_at(self):
        signed = self.env.ref("crm_suite.order_lvzhou").contract_id
        self.assertEqual(signed.signature_ids.method, "portal")
        self.assertTrue(signed.signature_ids.is_intact)
        sent = self.env.ref("crm_suite.order_lvzhou_signage").contract_id
        self.assertEqual((sent.state, sent.document_id.number), ("sent", 1))
        draft = self.env.ref("crm_suite.order_yunqi_roof").contract_id
        self.assertEqual(draft.state, "draft")
        company = self.env.ref("base.main_company")
        self.assertTrue(self.env["crm.contract.certificate"]._for_company(company))

    def test_a_paid_instalment_has_its_money_in_accounting(self):
        paid = self.contracts.plan_ids.line_ids.filtered(
            lambda line: line.state == "paid"
        )
        self.assertTrue(paid)
        for line in paid:
            self.assertEqual(set(line.invoice_ids.mapped("payment_state")), {"paid"})
            self.assertAlmostEqual(line.amount_received, line.amount, places=2)

    def test_the_other_spelling_is_evidence_for_the_manager(self):
        registration = self.env.ref("crm_suite.registration_conflict")
        self.assertEqual(registration.state, "submitted")
        self.assertIn("review", registration.match_ids.mapped("level"))

    def test_no_fact_was_reported_twice(self):
        events = self.env["crm.business.event"].search([])
        facts = [(e.kind, e.res_model, e.res_id, e.name) for e in events]
        self.assertEqual(len(facts), len(set(facts)))

    def test_every_approval_screen_has_something_to_show(self):
        requests = self.env["crm.approval.request"].search([])
        self.assertLessEqual(
            {"pending", "approved", "returned"}, set(requests.mapped("state"))
        )
        question = requests.decision_ids.filtered(lambda row: row.decision == "ask")
        self.assertEqual(question.request_id.state, "pending")
        self.assertTrue(question.request_id.due_at)
        delegation = self.env.ref("crm_suite.approval_delegation_zhang")
        self.assertEqual(delegation.state, "running")

    def test_a_directory_and_an_approval_of_a_chat_tool_are_there_to_look_at(self):
        run = self.env.ref("crm_suite.directory_run_dingtalk")
        self.assertEqual((run.state, run.new_count, run.changed_count), ("draft", 3, 1))
        self.assertFalse(run.is_blocked)
        run.action_apply()
        self.assertEqual(run.state, "applied")
        approval = self.env.ref("crm_suite.vendor_approval_hall")
        self.assertEqual(approval.request_id.state, approval.state)
        self.assertEqual(
            approval.vote_ids.user_id, approval.request_id.decision_ids.user_id
        )
