from unittest.mock import patch

from odoo.tests import tagged

from ..tools import html_pdf, sign_codes
from .common import MANAGER, OWN
from .tour_common import TourCase


@tagged("post_install", "-at_install")
class TestTours(TourCase):
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
        self.start_tour(url, "crm_contract_send", login="tour_rep")
        contract = order.contract_id
        self.assertEqual(contract.state, "sent")
        self._sign_as_client(contract)
        url = f"/odoo/action-crm_contract.crm_contract_action/{contract.id}"
        certificates = self.env["crm.contract.certificate"]
        certificates.search([("active", "=", True)]).active = False
        with patch.object(html_pdf, "find_engine", lambda: None):
            self.start_tour(url, "crm_contract_signed_pdf", login="tour_rep")
        self.assertEqual(contract.signed_pdf_ids.engine, "none")

    def _sign_as_client(self, contract):
        """Let the client sign with the link alone, as from a phone."""
        code = patch.object(sign_codes, "new_code", lambda: "246810")
        mail = patch.object(self.env.registry["mail.mail"], "send_after_commit")
        with code, mail:
            link = contract.sudo().get_portal_url()
            self.start_tour(link, "crm_contract_client_signs", login=None)
        self.env.invalidate_all()
        self.assertEqual(contract.state, "signed")
        evidence = contract.sudo().signature_ids
        self.assertEqual(evidence.signer_name, "Zhao Ming")
        self.assertEqual(evidence.document_sha256, contract.document_id.sha256)
        self.assertTrue(evidence.is_intact)

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

    def test_a_manager_approves_a_discount(self):
        self.env = self.env(context={**self.env.context, "no_reset_password": True})
        order = self._new_order(self._new_user("rep", OWN, "The Rep"))
        self._new_user("manager", MANAGER, "The Manager")
        order.order_line.discount = 20
        url = f"/odoo/action-sale.action_quotations_with_onboarding/{order.id}"
        self.start_tour(url, "crm_contract_request_discount", login="tour_rep")
        order.invalidate_recordset()
        self.start_tour(url, "crm_contract_approve_discount", login="tour_manager")
        order.invalidate_recordset()
        self.assertEqual(order.approval_state, "approved")
        self.assertEqual(
            order.approval_request_id.flow_id,
            self.env.ref("crm_contract.crm_approval_flow_quotation_large"),
        )

    def test_two_revisions_are_compared(self):
        self.env = self.env(context={**self.env.context, "no_reset_password": True})
        order = self._new_order(self._new_user("rep", OWN, "The Rep"))
        revision = order.browse(order.action_create_revision()["res_id"])
        revision.order_line.price_unit = 900
        url = f"/odoo/action-sale.action_quotations_with_onboarding/{revision.id}"
        self.start_tour(url, "crm_contract_compare_revisions", login="tour_rep")
