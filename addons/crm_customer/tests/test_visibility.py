from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import CustomerCase


@tagged("post_install", "-at_install")
class TestVisibility(CustomerCase):
    """Who sees which events."""

    def _sees(self, user, event):
        return bool(event.with_user(user).search([("id", "=", event.id)]))

    def test_the_actor_and_the_people_concerned_see_an_event(self):
        event = self._emit(user=self.seller, audience=self.rep)
        self.assertTrue(self._sees(self.seller, event))
        self.assertTrue(self._sees(self.rep, event))

    def test_a_colleague_with_own_documents_alone_does_not(self):
        event = self._emit(audience=self.rep)
        self.assertFalse(self._sees(self.rep2, event))
        self.assertFalse(self._sees(self.clerk, event))
        with self.assertRaises(AccessError):
            event.with_user(self.rep2).read(["name"])

    def test_the_salesperson_of_the_customer_sees_his_events(self):
        event = self._emit(user=self.seller)
        self.customer.user_id = self.rep2
        self.assertTrue(self._sees(self.rep2, event))

    def test_who_sees_all_documents_sees_all_events(self):
        self.assertTrue(self._sees(self.seller, self._emit()))

    def test_a_portal_client_sees_none(self):
        event = self._emit(user=self.client)
        with self.assertRaises(AccessError):
            event.with_user(self.client).read(["name"])

    def test_another_company_sees_none(self):
        branch = self.env["res.company"].create({"name": "Branch"})
        event = self._emit()
        event.sudo().company_id = branch
        self.assertFalse(self._sees(self.seller, event))
        self.seller.company_ids |= branch
        seen = event.with_user(self.seller).with_context(allowed_company_ids=branch.ids)
        self.assertTrue(seen.search([("id", "=", event.id)]))
