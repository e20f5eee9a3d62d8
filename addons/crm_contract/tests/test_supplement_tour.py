from odoo.tests import tagged

from .common import MANAGER, OWN
from .tour_common import TourCase


@tagged("post_install", "-at_install")
class TestSupplementTour(TourCase):
    """A supplement is drawn up and signed on paper in the browser."""

    def test_a_supplement_is_signed_on_paper_and_the_total_follows(self):
        self.env = self.env(context={**self.env.context, "no_reset_password": True})
        rep = self._new_user("rep", OWN, "The Rep")
        manager = self._new_user("manager", MANAGER, "The Manager")
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
        order = self._new_order(rep)
        order.action_request_approval()
        order.with_user(manager).action_approve()
        order.action_create_contract()
        order.contract_id.action_sign()
        return order.contract_id
