from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .common import MANAGER, OWN


@tagged("post_install", "-at_install")
class TestTours(HttpCase):
    """From quotation to signed contract in the browser."""

    def test_a_quotation_is_approved_and_becomes_a_signed_contract(self):
        self.env = self.env(context={**self.env.context, "no_reset_password": True})
        rep = self._new_user("rep", OWN, "The Rep")
        self._new_user("manager", MANAGER, "The Manager")
        order = self._new_order(rep)
        url = f"/odoo/action-sale.action_quotations_with_onboarding/{order.id}"
        self.start_tour(url, "crm_contract_request_approval", login="tour_rep")
        self.assertEqual(order.approval_state, "pending")
        self.start_tour(url, "crm_contract_approve", login="tour_manager")
        self.env.invalidate_all()
        self.assertEqual(order.approval_state, "approved")
        self.start_tour(url, "crm_contract_sign", login="tour_rep")
        self.assertEqual(order.contract_id.state, "signed")

    def test_a_fee_is_reckoned_and_fills_the_lines(self):
        self.env = self.env(context={**self.env.context, "no_reset_password": True})
        rep = self._new_user("rep", OWN, "The Rep")
        table = self.env.ref("crm_contract.crm_fee_table_2002")
        table.currency_id = self.env.company.currency_id
        order = self._new_order(rep)
        order.opportunity_id.design_type_id = self.env.ref(
            "crm_pipeline.crm_design_type_interior"
        )
        url = f"/odoo/action-sale.action_quotations_with_onboarding/{order.id}"
        self.start_tour(url, "crm_contract_estimate_fee", login="tour_rep")
        # 14.95 of the table, x 10000 x 1.5 (interior) x 0.85
        self.assertEqual(order.estimate_ids.fee, 190612.5)
        self.assertEqual(order.order_line.mapped("price_unit"), [95306.25] * 2)

    def _new_user(self, role, groups, name):
        return new_test_user(
            self.env, f"tour_{role}", groups, name=name, lang="en_US", tz="UTC"
        )

    def _new_order(self, rep):
        customer = self.env["res.partner"].create({"name": "Tour Customer"})
        lead = self.env["crm.lead"].create(
            {
                "name": "Tour Lead",
                "type": "opportunity",
                "partner_id": customer.id,
                "user_id": rep.id,
                "project_name": "Tour Gallery",
            }
        )
        product = self.env["product.product"].create(
            {"name": "Design fee", "type": "service", "taxes_id": []}
        )
        line = {"product_id": product.id, "price_unit": 1000, "tax_ids": []}
        return (
            self.env["sale.order"]
            .with_user(rep)
            .create(
                {
                    "partner_id": customer.id,
                    "opportunity_id": lead.id,
                    "order_line": [Command.create(line)],
                }
            )
        )
