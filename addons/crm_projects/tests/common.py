import base64

from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

# The smallest picture there is, as a drawn signature.
SIGNATURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    "awAAAABJRU5ErkJggg=="
)


def encoded(content):
    """Return bytes as the client sends them."""
    return base64.b64encode(content).decode()


class DeliverableCommon(TransactionCase):
    """A signed interior contract with its project.

    Role chart
    ----------
    rep       salesperson of the contract (own documents)
    designer  project user, uploads and releases
    lead      project administrator, leads the project
    client    portal user of the contract's customer
    stranger  portal user of another customer
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rep = new_test_user(cls.env, "rep", "sales_team.group_sale_salesman")
        cls.designer = new_test_user(cls.env, "designer", "project.group_project_user")
        cls.lead = new_test_user(cls.env, "lead", "project.group_project_manager")
        cls.customer, cls.client = cls.make_client("client")
        cls.other_customer, cls.stranger = cls.make_client("stranger")
        cls.product = cls.env["product.product"].create(
            {"name": "Design fee", "type": "service", "taxes_id": False}
        )
        cls.template = cls.make_template()
        cls.contract = cls.make_contract(cls.customer)
        cls.contract.action_sign()
        cls.project = cls.contract.project_ids
        cls.concept = cls.deliverable("concept")

    @classmethod
    def make_client(cls, login):
        customer = cls.env["res.partner"].create(
            {"name": f"{login} Ltd", "is_company": True}
        )
        user = new_test_user(cls.env, login, "base.group_portal")
        user.partner_id.parent_id = customer
        return customer, user

    @classmethod
    def make_template(cls):
        design_type = cls.env["crm.design.type"].create(
            {"name": "Test type", "code": "test"}
        )
        return cls.env["project.project"].create(
            {
                "name": "Test template",
                "is_template": True,
                "allow_milestones": True,
                "privacy_visibility": "employees",
                "design_type_id": design_type.id,
                "milestone_ids": [
                    cls._phase("Concept", "concept", 40, 10, ["concept", "render"]),
                    cls._phase(
                        "Construction", "construction", 60, 20, ["construction"]
                    ),
                ],
            }
        )

    @staticmethod
    def _phase(name, code, weight, days, deliverables):
        return Command.create(
            {
                "name": name,
                "code": code,
                "weight": weight,
                "fee_percent": weight,
                "duration_days": days,
                "sequence": days,
                "deliverable_ids": [
                    # The review is tried in files of its own.
                    Command.create({"name": item, "code": item, "needs_review": False})
                    for item in deliverables
                ],
            }
        )

    @classmethod
    def make_contract(cls, customer, price=1000.0):
        order = cls.env["sale.order"].create(
            {
                "partner_id": customer.id,
                "user_id": cls.rep.id,
                "order_line": [
                    Command.create({"product_id": cls.product.id, "price_unit": price})
                ],
            }
        )
        # The approval of quotations is not the matter here.
        order.write({"state": "sale"})
        order.action_create_contract()
        contract = order.contract_id
        contract.write(
            {
                "title": f"Hall for {customer.name}",
                "design_type_id": cls.template.design_type_id.id,
                "lead_designer_id": cls.lead.id,
                "date_start": "2026-03-01",
            }
        )
        return contract

    @classmethod
    def deliverable(cls, code, project=None):
        return (project or cls.project).deliverable_ids.filtered(
            lambda item: item.code == code
        )

    def upload(self, deliverable=None, content=b"drawing", name="plan.pdf", note=None):
        deliverable = (deliverable or self.concept).with_user(self.designer)
        return deliverable.action_upload(name, encoded(content), note)

    def release(self, deliverable=None, content=b"drawing"):
        version = self.upload(deliverable, content)
        version.action_release()
        return version

    def sign(self, version, name="Zhao Ming"):
        version.sudo()._sign_off(
            name, SIGNATURE, ip="203.0.113.9", partner=self.client.partner_id
        )
