import base64

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

# The smallest picture there is, as a drawn signature.
SIGNATURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    "awAAAABJRU5ErkJggg=="
)
TERMS = [
    ("Deposit", 20, "contract_signed", False),
    ("Concept", 50, "deliverable_signed_off", "concept"),
    ("Drawings", 20, "phase_reached", "construction"),
    ("Lost", 10, "deliverable_signed_off", "nothing-has-this-code"),
]


@tagged("post_install", "-at_install")
class TestSignOffDue(AccountTestInvoicingCommon):
    """From the client's signature to the draft invoice.

    Role chart: ``designer`` uploads and releases, sees no plan; the client signs
    without any right; ``rep`` sells.
    """

    @classmethod
    def get_default_groups(cls):
        groups = super().get_default_groups()
        for name in ("sales_team.group_sale_manager", "project.group_project_manager"):
            groups |= cls.env.ref(name)
        return groups

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.company_data["company"]
        options = {"company_id": company.id, "company_ids": [(6, 0, company.ids)]}
        cls.rep = new_test_user(
            cls.env, "glue_rep", "sales_team.group_sale_salesman", **options
        )
        cls.designer = new_test_user(
            cls.env, "glue_designer", "project.group_project_user", **options
        )
        cls.contract = cls.make_contract()
        cls.contract.action_sign()
        cls.project = cls.contract.project_ids

    @classmethod
    def make_contract(cls):
        customer = cls.env["res.partner"].create({"name": "Glue Client"})
        product = cls.env["product.product"].create(
            {"name": "Fee", "type": "service", "taxes_id": False}
        )
        order = cls.env["sale.order"].create(
            {
                "partner_id": customer.id,
                "user_id": cls.rep.id,
                "order_line": [
                    Command.create({"product_id": product.id, "price_unit": 1000.0})
                ],
            }
        )
        order.sudo().write({"state": "sale"})
        order.action_create_contract()
        order.contract_id.write(
            {
                "project_template_id": cls.make_project_template().id,
                "plan_template_id": cls.make_plan_template().id,
            }
        )
        return order.contract_id

    @classmethod
    def make_project_template(cls):
        phases = (
            ("concept", ["concept", "render"]),
            ("construction", ["construction"]),
        )
        return cls.env["project.project"].create(
            {
                "name": "Glue template",
                "is_template": True,
                "allow_milestones": True,
                "privacy_visibility": "employees",
                "milestone_ids": [
                    Command.create(
                        {
                            "name": code,
                            "code": code,
                            "deliverable_ids": [
                                Command.create(
                                    {"name": item, "code": item, "needs_review": False}
                                )
                                for item in items
                            ],
                        }
                    )
                    for code, items in phases
                ],
            }
        )

    @classmethod
    def make_plan_template(cls):
        return cls.env["crm.payment.plan.template"].create(
            {
                "name": "Glue terms",
                "line_ids": [
                    Command.create(
                        {
                            "name": name,
                            "share": share,
                            "trigger": trigger,
                            "trigger_code": code,
                            "sequence": number,
                        }
                    )
                    for number, (name, share, trigger, code) in enumerate(TERMS)
                ],
            }
        )

    def line(self, name):
        return self.contract.plan_line_ids.filtered(lambda line: line.name == name)

    def sign(self, code):
        item = self.project.deliverable_ids.filtered(lambda d: d.code == code)
        data = base64.b64encode(code.encode())
        version = item.with_user(self.designer).action_upload(f"{code}.pdf", data)
        version.action_release()
        public = self.env.ref("base.public_user")
        version.with_user(public).sudo()._sign_off("Client", SIGNATURE, ip="1.1.1.1")

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
        phase = self.project.milestone_ids.filtered(lambda m: m.code == "construction")
        phase.with_user(self.designer).write({"is_reached": False})
        phase.with_user(self.designer).write({"is_reached": True})
        self.assertEqual(len(line.invoice_ids), 1)

    def test_a_changed_code_finds_its_deliverable(self):
        self.line("Lost").with_user(self.rep).trigger_code = "render"
        self.assertEqual(self.line("Lost").deliverable_id.code, "render")
        self.sign("render")
        self.assertEqual(self.line("Lost").state, "due")

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

    def _sign_supplement(self):
        wizard = self.env["crm.contract.supplement"].create(
            {"contract_id": self.contract.id, "change": "Lobby", "amount": 100}
        )
        action = wizard.action_create_supplement()
        supplement = self.contract.browse(action["res_id"])
        supplement.order_ids.write({"state": "sale"})
        supplement.action_sign()
        return supplement

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
        phase = self.project.milestone_ids.filtered(lambda m: m.code == "construction")
        phase.is_reached = True
        drawings = supplement.plan_line_ids.filtered(lambda one: one.name == "Drawings")
        self.assertEqual(drawings.state, "due")

    def test_what_was_reached_before_the_supplement_is_due_with_it(self):
        phase = self.project.milestone_ids.filtered(lambda m: m.code == "construction")
        phase.is_reached = True
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
