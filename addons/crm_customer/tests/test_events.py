from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CustomerCase


@tagged("post_install", "-at_install")
class TestEvents(CustomerCase):
    """A fact is reported once, and stays as it was reported."""

    def test_an_event_tells_what_happened_to_whom(self):
        event = self._emit(partner=self.contact, audience=self.rep2).sudo()
        self.assertEqual(event.name, "Gallery registered")
        self.assertEqual(event.kind, "test.done")
        self.assertEqual(event.partner_id, self.customer)
        self.assertEqual((event.res_model, event.res_id), ("crm.lead", self.lead.id))
        self.assertEqual(event.user_id, self.rep)
        self.assertEqual(event.audience_ids, self.rep2)
        self.assertEqual(event.key, f"test.done:crm.lead:{self.lead.id}")
        self.assertEqual(event.company_id, self.env.company)

    def test_the_same_key_is_reported_once(self):
        first = self._emit(audience=self.rep2)
        again = self._emit(user=self.seller, name="Told anew", audience=self.seller)
        self.assertEqual(again.id, first.id)
        self.assertEqual(first.sudo().name, "Gallery registered")
        self.assertEqual(self._notified(self.rep2 | self.seller), [1, 0])

    def test_another_key_is_another_event(self):
        first = self._emit(key="test:1")
        self.assertNotEqual(self._emit(key="test:2"), first)

    def test_the_database_refuses_the_same_key_twice(self):
        event = self._emit().sudo()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            event.copy()
            self.env.flush_all()

    def test_an_event_without_a_customer_is_possible(self):
        event = self._emit(partner=None)
        self.assertFalse(event.partner_id)

    def test_a_user_without_sales_rights_may_cause_an_event(self):
        event = self._emit(user=self.clerk)
        self.assertEqual(event.sudo().user_id, self.clerk)

    def test_a_portal_client_may_cause_an_event(self):
        event = self._emit(user=self.client, audience=self.rep)
        self.assertEqual(event.sudo().audience_ids, self.rep)

    def test_nobody_makes_changes_or_deletes_events_by_hand(self):
        event = self._emit()
        admin = self.env.ref("base.user_admin")
        values = {
            "name": "Paid",
            "kind": "payment.received",
            "key": "fake",
            "res_model": "crm.lead",
            "res_id": self.lead.id,
        }
        for user in (self.rep, self.seller, self.clerk, self.client, admin):
            mine = event.with_user(user)
            with self.subTest(user=user.login):
                self.assertRaises(AccessError, mine.create, values)
                self.assertRaises(AccessError, mine.write, {"name": "Else"})
                self.assertRaises(AccessError, mine.unlink)

    def test_names_are_stored_as_text(self):
        event = self._emit(name="<script>alert(1)</script> 😀")
        self.assertEqual(event.name, "<script>alert(1)</script> 😀")
        self._emit(name="<b>bold</b>", audience=self.rep2, key="html")
        message = self.lead.message_ids.filtered(
            lambda message: self.rep2.partner_id in message.notified_partner_ids
        )
        self.assertNotIn("<b>", message.body or "")

    def test_the_document_is_opened(self):
        action = self._emit().action_open_document()
        self.assertEqual(action["res_model"], "crm.lead")
        self.assertEqual(action["res_id"], self.lead.id)
