import base64

from odoo.fields import Command
from odoo.tests import new_test_user

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


class SignOffDueCommon(AccountTestInvoicingCommon):
    """A signed contract with its project and plan.

    Role chart: ``designer`` uploads and releases, sees no plan; ``lead`` manages
    projects, sees no plan either; the client signs without any right; ``rep`` sells.
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
        cls.lead = new_test_user(
            cls.env, "glue_lead", "project.group_project_manager", **options
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

    def phase(self, code):
        return self.project.milestone_ids.filtered(lambda phase: phase.code == code)

    def sign(self, code):
        item = self.project.deliverable_ids.filtered(lambda d: d.code == code)
        data = base64.b64encode(code.encode())
        version = item.with_user(self.designer).action_upload(f"{code}.pdf", data)
        version.action_release()
        public = self.env.ref("base.public_user")
        version.with_user(public).sudo()._sign_off("Client", SIGNATURE, ip="1.1.1.1")

    def _sign_supplement(self):
        wizard = self.env["crm.contract.supplement"].create(
            {"contract_id": self.contract.id, "change": "Lobby", "amount": 100}
        )
        action = wizard.action_create_supplement()
        supplement = self.contract.browse(action["res_id"])
        supplement.order_ids.write({"state": "sale"})
        supplement.action_sign()
        return supplement
