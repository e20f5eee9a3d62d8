from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ContractCase


@tagged("post_install", "-at_install")
class TestRevisions(ContractCase):
    """A quotation is replaced by its next revision, once."""

    def _revise(self, order):
        return order.browse(order.action_create_revision()["res_id"])

    def test_the_next_revision_keeps_lines_and_opportunity(self):
        order = self._new_order()
        revision = self._revise(order)
        self.assertEqual(revision.name, f"{order.name}-R2")
        self.assertEqual(revision.revision_number, 2)
        self.assertEqual(revision.opportunity_id, self.lead)
        self.assertEqual(revision.user_id, self.rep)
        self.assertEqual(revision.amount_total, order.amount_total)
        self.assertEqual(revision.state, "draft")
        self.assertEqual(revision.approval_state, "none")

    def test_the_old_one_is_cancelled_and_says_by_what_it_is_replaced(self):
        order = self._new_order()
        revision = self._revise(order)
        self.assertEqual(order.state, "cancel")
        self.assertIn(revision.name, order.message_ids[0].body)

    def test_revisions_are_counted_on_and_listed(self):
        first = self._new_order()
        second = self._revise(first)
        third = self._revise(second)
        self.assertEqual(third.name, f"{first.name}-R3")
        self.assertEqual(third.revision_ids, first | second)
        domain = third.action_view_revisions()["domain"]
        self.assertEqual(third.search(domain, order="id"), first | second | third)

    def test_a_sent_quotation_is_revised(self):
        order = self._new_order()
        order.action_quotation_sent()
        self.assertEqual(self._revise(order).state, "draft")

    def test_only_the_latest_is_revised(self):
        order = self._new_order()
        revision = self._revise(order)
        with self.assertRaisesRegex(UserError, f"replaced by {revision.name}"):
            order.action_create_revision()

    def test_confirmed_and_cancelled_ones_are_not_revised(self):
        order = self._approve(self._new_order())
        order.action_confirm()
        with self.assertRaisesRegex(UserError, "cannot be revised any more"):
            order.action_create_revision()
        cancelled = self._new_order()
        cancelled._action_cancel()
        with self.assertRaisesRegex(UserError, "cannot be revised any more"):
            cancelled.action_create_revision()

    def test_two_at_once_make_one(self):
        order = self._new_order()
        self._revise(order)
        model = self.env.registry["sale.order"]
        with (
            patch.object(model, "_check_revisable"),
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
        ):
            order.action_create_revision()
            self.env.flush_all()

    def test_a_replaced_quotation_comes_not_back_past_the_new_one(self):
        order = self._approve(self._new_order())
        revision = self._revise(order)
        order.action_draft()
        with self.assertRaisesRegex(UserError, f"replaced by {revision.name}"):
            order.action_confirm()

    def test_an_open_request_of_the_old_one_waits_for_nobody(self):
        order = self._new_order()
        order.action_request_approval()
        request = order.approval_request_id
        self._revise(order)
        self.assertEqual(request.state, "withdrawn")
        self.assertFalse(request.sudo().awaited_ids)
        self.assertFalse(request.sudo().activity_ids)

    def test_a_colleague_does_not_revise_it(self):
        with self.assertRaises(AccessError):
            self._new_order().with_user(self.rep2).action_create_revision()
