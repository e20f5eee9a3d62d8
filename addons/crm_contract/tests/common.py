from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

# Role chart
# ----------
# rep       salesperson, own documents only
# rep2      salesperson, own documents only: a colleague
# leader    salesperson who leads the team of both
# manager   sales manager: approves
# client    portal user of the customer

# A drawn signature: a PNG of one pixel.
SIGNATURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    "awAAAABJRU5ErkJggg=="
)
OWN = "sales_team.group_sale_salesman"
MANAGER = "sales_team.group_sale_manager"


class ContractCase(TransactionCase):
    """An opportunity of the rep, and quotations for it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={**cls.env.context, "no_reset_password": True, "lang": "en_US"}
        )
        cls.rep = cls._new_user("rep", OWN, "Li Na")
        cls.rep2 = cls._new_user("rep2", OWN, "Wang Qiang")
        cls.leader = cls._new_user("leader", OWN, "Zhou Min")
        cls.manager = cls._new_user("manager", MANAGER, "Zhang")
        cls.client = cls._new_user("client", "base.group_portal", "Zhao")
        cls.team = cls.env["crm.team"].create(
            {
                "name": "Hangzhou",
                "user_id": cls.leader.id,
                "member_ids": [Command.set((cls.rep | cls.rep2).ids)],
            }
        )
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "Lvzhou Culture",
                "is_company": True,
                "email": "office@lvzhou.example",
            }
        )
        cls.client.partner_id.parent_id = cls.customer
        cls.fee = cls.env["product.product"].create(
            {"name": "Design fee", "type": "service", "list_price": 100, "taxes_id": []}
        )
        cls.lead = cls._new_lead()

    @classmethod
    def _new_lead(cls):
        return cls.env["crm.lead"].create(
            {
                "name": "Gallery",
                "type": "opportunity",
                "partner_id": cls.customer.id,
                "user_id": cls.rep.id,
                "team_id": cls.team.id,
                "project_name": "West Gallery",
                "site_address": "Wensan Road 90",
                "design_type_id": cls.env.ref(
                    "crm_pipeline.crm_design_type_interior"
                ).id,
                "area": 320,
            }
        )

    @classmethod
    def _new_user(cls, role, groups, name):
        return new_test_user(cls.env, f"con_{role}", groups, name=name)

    @classmethod
    def _new_order(cls, user=None, **values):
        """Return a quotation of 300 units at 200, as ``user`` (the rep)."""
        line = {"product_id": cls.fee.id, "product_uom_qty": 300, "price_unit": 200}
        return (
            cls.env["sale.order"]
            .with_user(user or cls.rep)
            .create(
                {
                    "partner_id": cls.customer.id,
                    "opportunity_id": cls.lead.id,
                    "team_id": cls.team.id,
                    "order_line": [Command.create({**line, "tax_ids": []})],
                    **values,
                }
            )
        )

    @classmethod
    def _approve(cls, order):
        """Let the manager approve ``order``; return it."""
        order.action_request_approval()
        order.with_user(cls.manager).action_approve()
        return order

    @classmethod
    def _new_contract(cls, order=None):
        """Return the contract of an approved order, as the rep."""
        order = order or cls._approve(cls._new_order())
        action = order.action_create_contract()
        return cls.env["crm.contract"].with_user(cls.rep).browse(action["res_id"])

    @classmethod
    def _new_signed_contract(cls):
        contract = cls._new_contract()
        contract.action_sign()
        return contract

    @classmethod
    def _new_sent_contract(cls):
        contract = cls._new_contract()
        contract.action_send()
        return contract

    @classmethod
    def _confirmed_code(cls, contract):
        """Return a confirmed code of the client, as superuser."""
        contract_sudo = contract.sudo()
        codes = []
        with patch.object(
            type(contract_sudo),
            "_deliver_sign_code",
            lambda _self, _row, code: codes.append(code),
        ):
            code_sudo = contract_sudo._send_sign_code("mail")
        assert code_sudo._confirm(codes[0]) is None
        return code_sudo

    def _forge(self, query):
        """Change evidence as somebody with the whole database could."""
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE crm_contract_document DISABLE TRIGGER USER")
        self.env.cr.execute("ALTER TABLE crm_contract_signature DISABLE TRIGGER USER")
        self.env.cr.execute(query)
        self.env.cr.execute("ALTER TABLE crm_contract_document ENABLE TRIGGER USER")
        self.env.cr.execute("ALTER TABLE crm_contract_signature ENABLE TRIGGER USER")
        self.env.invalidate_all()

    @classmethod
    def _sign_as_client(cls, contract, name="Zhao Ming", **values):
        """Sign as the portal page does."""
        client = {"ip": "203.0.113.9", "user_agent": "Test", "partner": None}
        call = {
            "shown_sha256": contract.sudo().document_id.sha256,
            "name": name,
            "image": SIGNATURE,
            "client": client,
            **values,
        }
        if "code_sudo" not in call:
            call["code_sudo"] = cls._confirmed_code(contract)
        contract.sudo()._sign_in_portal(**call)
        return contract.sudo().signature_ids
