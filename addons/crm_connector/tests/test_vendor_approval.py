from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tools import SQL

from odoo.addons.crm_approval.tests.common import ApprovalCase
from odoo.addons.crm_connector.tools import vendor_approval as rules
from odoo.addons.crm_connector.tools.delivery import Busy, Unreachable
from odoo.addons.queue_job.tests.common import trap_jobs

from .common import ConnectorCase

# Role chart, besides that of ``crm_approval``
# --------------------------------------------
# requester, boss, partner1, partner2   have an identity in the chat tool
# admin                                 system administrator


class FakeForms:
    """A chat tool with approvals: keeps what was asked, answers what tests say."""

    def __init__(self):
        self.started = []
        self.results = {}
        self.error = None

    def start(self, _connector, request):
        if self.error:
            raise self.error
        self.started.append(request)
        return f"2026{len(self.started):04d}"

    def result(self, _connector, number):
        return self.results[number]


class TestVendorApproval(ApprovalCase):
    """A decision in the chat tool is decided here by the same person, or not at all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        ConnectorCase._register_kind.__func__(cls)
        model = cls.env.registry["crm.connector"]
        for verb in ("start", "result"):
            cls.startClassPatcher(
                patch.object(
                    model,
                    f"_test_approval_{verb}",
                    lambda *args, _verb=verb: getattr(cls.tool, _verb)(*args),
                    create=True,
                )
            )
        cls.admin = cls._new_user("apr_admin", "base.group_system")
        cls.requester.lang = "en_US"  # whose language the reasons are in
        cls.connector = cls.env["crm.connector"].create(
            {
                "name": "Chat",
                "kind": "test",
                "base_url": "https://chat.example.cn",
                "state": "connected",
            }
        )
        for user in cls.requester + cls.boss + cls.partner1 + cls.partner2:
            cls.env["crm.connector.identity"].create(
                {
                    "connector_id": cls.connector.id,
                    "user_id": user.id,
                    "external_id": user.name,
                }
            )
        cls.rule = cls._new_form()

    @classmethod
    def _new_form(cls):
        return cls.env["crm.connector.approval.rule"].create(
            {
                "connector_id": cls.connector.id,
                "flow_id": cls.flow.id,
                "template_id": "T1",
                "field_ids": [
                    Command.create({"control": "Text-1", "source": "document"}),
                    Command.create(
                        {"control": "Money-1", "kind": "money", "source": "amount"}
                    ),
                    Command.create({"control": "Text-2", "source": "summary"}),
                    Command.create({"control": "Text-3", "source": "link"}),
                ],
            }
        )

    def setUp(self):
        super().setUp()
        type(self).tool = FakeForms()
        # The attempt is kept in a transaction of its own.
        self.registry_enter_test_mode()

    def _announced(self, document=None):
        """A request whose open step has been told of; the approval there."""
        request = self._request(document)
        with trap_jobs() as trap:
            request.with_user(self.requester).sudo()._tell_now()
        mine = [c for c in trap.calls if c.method.__name__ == "_start"]
        approval = self.env["crm.connector.approval"].search(
            [("request_id", "=", request.id)]
        )
        self.assertEqual(len(mine), len(approval))
        return approval

    def _started(self, document=None):
        approval = self._announced(document)
        with trap_jobs():
            approval._start()
        self.assertEqual(approval.state, "pending", approval.reason)
        return approval

    def _report(self, approval, state, *votes):
        """The chat tool reports a change; asked, it answers this."""
        self.tool.results[approval.number] = rules.ApprovalResult(
            state, votes=tuple(rules.ApprovalVote(*vote) for vote in votes)
        )
        with trap_jobs():
            self.connector._vendor_approval_changed(approval.number)

    def test_the_form_is_filled_and_asks_the_step_s_people(self):
        document = self._new_document()
        approval = self._started(document)
        (asked,) = self.tool.started
        self.assertEqual((asked.template_id, asked.applicant_id), ("T1", "Requester"))
        self.assertEqual((asked.approver_ids, asked.is_for_all), (("Boss",), False))
        values = {one.control: one.value for one in asked.fields}
        self.assertEqual((values["Text-1"], values["Money-1"]), ("Villa", "100.00"))
        self.assertIn("Sum", values["Text-2"])
        self.assertNotIn("Rival", values["Text-2"])
        self.assertIn(str(approval.request_id.id), values["Text-3"])

    def test_a_decision_there_is_decided_here_by_the_same_user(self):
        approval = self._started()
        request = approval.request_id
        self._report(approval, rules.APPROVED, ("Boss", rules.APPROVED, "好"))
        row = request.decision_ids
        self.assertEqual(
            (row.user_id, row.decision, row.comment, row.channel),
            (self.boss, "approve", "好", "chat"),
        )
        self.assertTrue(approval.vote_ids.is_taken_over)
        self.assertEqual(request.state, "pending")  # the partners' step is open
        self._report(approval, rules.APPROVED, ("Boss", rules.APPROVED, "好"))
        self.assertEqual(len(request.decision_ids), 1)

    def test_all_of_a_step_decide_one_by_one(self):
        first = self._started()
        request = first.request_id
        self._report(first, rules.APPROVED, ("Boss", rules.APPROVED))
        with trap_jobs():
            request.with_user(self.requester).sudo()._tell_now()
        second = self.env["crm.connector.approval"].search(
            [("request_id", "=", request.id), ("id", "!=", first.id)]
        )
        with trap_jobs():
            second._start()
        self.assertTrue(self.tool.started[-1].is_for_all)
        self._report(second, rules.PENDING, ("Partner1", rules.APPROVED))
        self.assertEqual((request.state, second.state), ("pending", "pending"))
        self._report(
            second,
            rules.APPROVED,
            ("Partner1", rules.APPROVED),
            ("Partner2", rules.APPROVED),
        )
        self.assertEqual((request.state, second.state), ("approved", "approved"))

    def test_a_refusal_without_a_word_gets_one(self):
        approval = self._started()
        self._report(approval, rules.REFUSED, ("Boss", rules.REFUSED))
        self.assertEqual(approval.request_id.state, "refused")
        self.assertIn("Chat", approval.request_id.decision_ids.comment)

    def test_who_is_not_asked_here_decides_nothing(self):
        approval = self._started()
        self._report(approval, rules.APPROVED, ("Partner1", rules.APPROVED))
        self.assertFalse(approval.request_id.decision_ids)
        vote = approval.vote_ids
        self.assertEqual((vote.user_id, vote.is_taken_over), (self.partner1, False))
        self.assertTrue(vote.reason)
        self.assertEqual(approval.reason, vote.reason)

    def test_who_is_not_linked_decides_once_he_is(self):
        approval = self._started()
        identity = self.connector.identity_ids.filtered(
            lambda one: one.user_id == self.boss
        )
        identity.external_id = "Other"
        self._report(approval, rules.APPROVED, ("Boss", rules.APPROVED))
        self.assertIn("No user here is linked", approval.reason)
        identity.external_id = "boss"  # capitals do not matter
        approval.with_user(self.admin).action_ask()
        self.assertEqual(approval.request_id.decision_ids.user_id, self.boss)
        self.assertFalse(approval.reason)

    def test_what_was_decided_here_stays_and_is_said(self):
        approval = self._started()
        self._decide(approval.request_id, self.boss)
        self._report(approval, rules.REFUSED, ("Boss", rules.REFUSED, "不行"))
        self.assertEqual(approval.request_id.decision_ids.decision, "approve")
        self.assertIn("decided here already", approval.vote_ids.reason)

    def test_a_document_that_changed_is_not_approved(self):
        document = self._new_document()
        approval = self._started(document)
        table = SQL.identifier(document._table)
        self.env.cr.execute(
            SQL("UPDATE %s SET amount = 900 WHERE id = %s", table, document.id)
        )
        self.env.invalidate_all()
        self._report(approval, rules.APPROVED, ("Boss", rules.APPROVED))
        self.assertEqual(approval.request_id.state, "voided")
        self.assertFalse(approval.vote_ids.is_taken_over)
        self.assertTrue(approval.vote_ids.reason)

    def test_what_is_taken_back_there_still_waits_here(self):
        for state in (rules.REVOKED, rules.DELETED):
            approval = self._started()
            self._report(approval, state)
            self.assertEqual(approval.state, state)
            self.assertEqual(approval.request_id.state, "pending")
            self.assertIn("still waits", approval.reason)

    def test_what_is_revoked_after_the_approval_stays_approved_here(self):
        approval = self._started()
        self._report(approval, rules.APPROVED, ("Boss", rules.APPROVED))
        for user in (self.partner1, self.partner2):
            self._decide(approval.request_id, user)
        self._report(approval, rules.REVOKED_AFTER, ("Boss", rules.APPROVED))
        self.assertEqual(approval.request_id.state, "approved")
        self.assertIn("stays approved", approval.reason)

    def test_a_report_of_an_approval_that_is_not_ours_is_nothing(self):
        self.assertFalse(self.connector._vendor_approval_changed("4711"))

    # -- starting ----------------------------------------------------------------
    def test_a_step_is_started_once(self):
        approval = self._started()
        with trap_jobs() as trap:
            self.env["crm.connector.approval"]._queue(approval.request_id)
            approval._start()
        self.assertFalse(trap.calls)
        self.assertEqual(len(self.tool.started), 1)

    def test_a_busy_chat_tool_is_asked_again_and_a_timeout_is_looked_at(self):
        approval = self._announced()
        self.tool.error = Busy("busy")
        with trap_jobs() as trap:
            approval._start()
        self.assertEqual([c.properties["eta"] for c in trap.calls], [30])
        self.assertEqual(approval.state, "queued")
        self.tool.error = Unreachable("timeout")
        with trap_jobs() as trap:
            approval._start()
        self.assertFalse(trap.calls)
        self.assertEqual((approval.state, approval.reason), ("failed", "timeout"))
        self.tool.error = None
        with trap_jobs() as trap:
            approval.with_user(self.admin).action_start_again()
        self.assertEqual((approval.state, len(trap.calls)), ("queued", 1))

    def test_a_killed_attempt_is_not_repeated_by_itself(self):
        approval = self._announced()
        approval.state = "starting"
        with trap_jobs():
            approval._start()
        self.assertFalse(self.tool.started)

    def test_what_waited_for_the_connection_is_started_once_it_works(self):
        approval = self._announced()
        self.connector.state = "error"
        approval._start()
        self.connector.state = "connected"
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE crm_connector_approval SET write_date = write_date "
                "- interval '1 hour' WHERE id = %s",
                approval.id,
            )
        )
        self.env.invalidate_all()
        with trap_jobs() as trap:
            self.env["crm.connector.approval"]._cron_ask()
        self.assertEqual([call.method.__name__ for call in trap.calls], ["_start"])

    def test_who_has_no_id_there_is_named_and_the_flow_goes_on(self):
        self.connector.identity_ids.filtered(
            lambda one: one.user_id == self.boss
        ).unlink()
        approval = self._announced()
        with trap_jobs():
            approval._start()
        self.assertEqual(approval.state, "failed")
        self.assertIn("Boss", approval.reason)
        self._decide(approval.request_id, self.boss)
        self.assertEqual(len(approval.request_id.decision_ids), 1)

    def test_a_lost_report_is_made_up_for(self):
        approval = self._started()
        self.env.cr.execute(
            "UPDATE crm_connector_approval SET write_date = "
            "write_date - interval '1 hour' WHERE id = %s",
            [approval.id],
        )
        self.env.invalidate_all()
        with trap_jobs() as trap:
            self.env["crm.connector.approval"]._cron_ask()
            self.env["crm.connector.approval"]._cron_ask()
        self.assertEqual([c.method.__name__ for c in trap.calls], ["_ask_later"])

    def test_only_flows_with_a_form_are_started(self):
        self.rule.active = False
        self.assertFalse(self._announced())

    def test_people_without_the_right_see_nothing_of_it(self):
        approval = self._started()
        for records in (approval, self.rule, self.rule.field_ids):
            with self.subTest(records._name), self.assertRaises(AccessError):
                records.with_user(self.boss).read(["display_name"])
        with self.assertRaises(AccessError):
            approval.with_user(self.boss).action_ask()
        with self.assertRaisesRegex(UserError, "not started"):
            approval.with_user(self.admin).action_start_again()

    def test_a_form_needs_fields_and_a_chat_tool_with_approvals(self):
        with self.assertRaisesRegex(ValidationError, "filled with"):
            self.rule.field_ids = [Command.clear()]
        model = self.env.registry["crm.connector"]
        start = model._test_approval_start
        del model._test_approval_start
        self.addCleanup(setattr, model, "_test_approval_start", start)
        with self.assertRaisesRegex(ValidationError, "starts no approvals"):
            self.rule._check_connector()
