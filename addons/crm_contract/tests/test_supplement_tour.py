from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .common import MANAGER, OWN


@tagged("post_install", "-at_install")
class TestSupplementTour(HttpCase):
    """A supplement is drawn up and signed on paper in the browser."""

    def test_a_supplement_is_signed_on_paper_and_the_total_follows(self):
        self.env = self.env(context={**self.env.context, "no_reset_password": True})
        rep, manager = (
            new_test_user(self.env, f"tour_{role}", group, lang="en_US", tz="UTC")
            for role, group in (("rep", OWN), ("manager", MANAGER))
        )
        contract = self._new_signed_contract(rep, manager)
        url = "/odoo/action-crm_contract.crm_contract_action"
        self.start_tour(
            f"{url}/{contract.id}", "crm_contract_draw_up_supplement", login="tour_rep"
        )
        self.env.invalidate_all()
        supplement = contract.supplement_ids
        self.assertEqual(supplement.order_ids.approval_state, "pending")
        supplement.order_ids.with_user(manager).action_approve()
        self.start_tour(
            f"{url}/{supplement.id}", "crm_contract_sign_supplement", login="tour_rep"
        )
        self.env.invalidate_all()
        self.assertEqual(contract.amount_with_supplements, 1250)
        self.assertEqual(supplement.signature_ids.signer_name, "Zhao Ming")
        self.assertEqual(supplement.sudo().signature_ids.file_state, "intact")

    def _new_signed_contract(self, rep, manager):
        customer = self.env["res.partner"].create({"name": "Tour Customer"})
        lead = self.env["crm.lead"].create(
            {
                "name": "Tour Lead",
                "type": "opportunity",
                "partner_id": customer.id,
                "user_id": rep.id,
                "project_name": "Tour Gallery",
                "site_address": "Wensan Road 90",
                "area": 320,
                "design_type_id": self.env.ref(
                    "crm_pipeline.crm_design_type_interior"
                ).id,
            }
        )
        product = self.env["product.product"].create(
            {"name": "Design fee", "type": "service", "taxes_id": []}
        )
        line = {"product_id": product.id, "price_unit": 1000, "tax_ids": []}
        order = self.env["sale.order"].with_user(rep)
        order = order.create(
            {
                "partner_id": customer.id,
                "opportunity_id": lead.id,
                "order_line": [Command.create(line)],
            }
        )
        order.action_request_approval()
        order.with_user(manager).action_approve()
        order.action_create_contract()
        order.contract_id.action_sign()
        return order.contract_id
