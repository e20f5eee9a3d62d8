from unittest.mock import patch

from odoo.tests import tagged

from ..models.crm_approval_mixin import CrmApprovalMixin
from .common import DOCUMENT, ApprovalCase


def write(documents, vals):
    """Write as if the mixin did not watch."""
    return super(CrmApprovalMixin, documents).write(vals)


@tagged("post_install", "-at_install")
class TestManyRequests(ApprovalCase):
    """Lists, writes and decisions cost the same however much there is."""

    def _queries(self, function, *args):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function(*args)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _assert_same_cost(self, function, few, many):
        self._queries(function, few)  # fills the caches of the registry
        self.assertEqual(self._queries(function, many), self._queries(function, few))

    def _documents(self, count):
        documents = self.env[DOCUMENT].with_user(self.requester)
        for number in range(count):
            document = self._new_document(name=f"Villa {number}")
            self._request(document)
            documents |= document
        return documents

    def test_a_list_of_documents_costs_the_same_at_ten_times_the_records(self):
        few, many = self._documents(3), self._documents(30)

        def read(documents):
            documents.read(
                ["approval_state", "approval_note", "can_decide_approval"]
                + ["approval_awaited_ids"]
            )

        self._assert_same_cost(read, few, many)
        read(few)
        self.assertEqual(self._queries(read, many), self._queries(read, few))

    def test_the_inbox_costs_the_same_at_ten_times_the_requests(self):
        Request = self.env["crm.approval.request"]
        few = Request.browse(self._documents(3).approval_request_id.ids)
        many = Request.browse(self._documents(30).approval_request_id.ids)

        def read(requests):
            requests.with_user(self.boss).web_read(
                {
                    "name": {},
                    "document_kind": {},
                    "summary_html": {},
                    "can_decide": {},
                    "awaited_ids": {"fields": {"display_name": {}}},
                    "requester_id": {"fields": {"display_name": {}}},
                    "state": {},
                }
            )

        self._assert_same_cost(read, few, many)
        read(few)
        self.assertEqual(self._queries(read, many), self._queries(read, few))

    def test_a_decision_costs_25_queries_at_most_whatever_the_history(self):
        self._approve_all(self._request())  # fills the caches of the registry
        document = self._new_document()
        fresh = self._request(self._new_document())
        for number in range(10):
            document.amount = number
            old = self._request(document)
            for _round in range(3):
                self._decide(old, self.boss)
                first = old.step_ids[0].id
                self._decide(old, self.partner1, "return", "Again", step_id=first)
        for history, request in (("none", fresh), ("long", old)):
            for user in (self.boss, self.partner1, self.partner2):
                with self.subTest(history=history, user=user.login):
                    cost = self._queries(self._decide, request, user)
                    self.assertLessEqual(cost, 25)

    def test_a_write_of_uncounted_fields_costs_nothing_more(self):
        documents = self._documents(20)
        with patch.object(CrmApprovalMixin, "write", write):
            plain = self._queries(documents.write, {"note": "a"})
        self.assertEqual(self._queries(documents.write, {"note": "b"}), plain)
