from unittest.mock import patch

from odoo.tests import tagged

from .common import CustomerCase


@tagged("post_install", "-at_install")
class TestNotifications(CustomerCase):
    """Each person concerned hears of a fact once, the actor never."""

    def test_the_audience_is_told_once_each(self):
        self._emit(audience=self.rep2 | self.seller)
        self.assertEqual(self._notified(self.rep2 | self.seller), [1, 1])

    def test_the_actor_is_not_told(self):
        event = self._emit(audience=self.rep | self.rep2)
        self.assertEqual(self._notified(self.rep | self.rep2), [0, 1])
        self.assertEqual(event.sudo().audience_ids, self.rep | self.rep2)

    def test_without_an_audience_nobody_is_told(self):
        before = self.env["mail.notification"].search_count([])
        self._emit()
        self._emit(audience=self.rep, key="own")
        self.assertEqual(self.env["mail.notification"].search_count([]), before)

    def test_archived_people_are_not_told(self):
        self.rep2.active = False
        event = self._emit(audience=self.rep2 | self.seller)
        self.assertEqual(event.sudo().audience_ids, self.seller)

    def test_a_document_without_a_chatter_notifies_too(self):
        record = self.env["crm.stage"].create({"name": "Brief"})
        before = self.env["mail.notification"].search_count([])
        self._emit(record=record, audience=self.rep2)
        self.assertEqual(self.env["mail.notification"].search_count([]), before + 1)

    def test_a_channel_takes_people_over_from_the_core(self):
        Event = self.env.registry["crm.business.event"]
        core = Event._notify
        told = []

        def notify(event, users):
            told.append(users & self.rep2)
            return core(event, users - self.rep2)

        with patch.object(Event, "_notify", notify):
            self._emit(audience=self.rep2 | self.seller)
        self.assertEqual(told, [self.rep2])
        self.assertEqual(self._notified(self.rep2 | self.seller), [0, 1])
