from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from .common import DOCUMENT, LINE, ApprovalCase

ENGINE = (
    "crm.approval.request",
    "crm.approval.request.step",
    "crm.approval.decision",
)
CONFIGURATION = ("crm.approval.flow", "crm.approval.step", "crm.approval.step.person")


@tagged("post_install", "-at_install")
class TestAttacks(ApprovalCase, HttpCase):
    """What people try over RPC, past every button: nothing passes."""

    def setUp(self):
        super().setUp()
        self.document = self._new_document()
        self.request = self._request(self.document)
        self.env.flush_all()

    def _call(self, user, model, method, *args, **kwargs):
        """Call a method as the web client does, as ``user``."""
        self.authenticate(user.login, user.login)
        return self.make_jsonrpc_request(
            "/web/dataset/call_kw",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

    def _assert_refused(self, user, model, method, *args, **kwargs):
        """The call fails with a message for people, and changes nothing."""
        with (
            self.subTest(user=user.login, model=model, method=method, args=args),
            mute_logger("odoo.http"),
            self.assertRaises(JsonRpcException) as caught,
        ):
            self._call(user, model, method, *args, **kwargs)
        told = caught.exception.args[0]
        self.assertRegex(told, r"odoo\.exceptions\.(AccessError|UserError|Validation)")
        self.env.invalidate_all()
        self.assertEqual(self.request.state, "pending")
        self.assertFalse(self.request.sudo().decision_ids)

    def test_engine_and_configuration_are_not_written(self):
        for user in (self.requester, self.boss, self.outsider, self.client):
            for name in (*ENGINE, *CONFIGURATION):
                known = self.env[name].sudo().search([], limit=1)
                self._assert_refused(user, name, "create", [{"name": "x"}])
                if known:
                    self._assert_refused(user, name, "write", known.ids, {"name": "x"})
                    self._assert_refused(user, name, "unlink", known.ids)
                    self._assert_refused(user, name, "copy", known.ids)
                    self._assert_refused(
                        user, name, "web_save", known.ids, {"name": "x"}, {"id": {}}
                    )

    def test_administrators_do_not_rewrite_history_either(self):
        admin = self._new_user(
            "apr_admin",
            "base.group_system,crm_approval.crm_approval_group_manager",
        )
        self._assert_refused(
            admin, "crm.approval.request", "write", self.request.ids, {"state": "x"}
        )
        self._assert_refused(admin, "crm.approval.request", "unlink", self.request.ids)
        self._assert_refused(
            admin, "crm.approval.request", "decide", self.request.ids, "approve"
        )

    def test_no_context_lifts_a_lock(self):
        for context in (
            {"skip_validation_check": True},
            {"su": True, "uid": 1, "allowed_company_ids": [1]},
            {"default_state": "approved", "default_awaited_ids": [[6, 0, []]]},
            {"mail_create_nosubscribe": True, "tracking_disable": True},
            {"active_test": False, "force_company": 1},
        ):
            self._assert_refused(
                self.requester,
                "crm.approval.request",
                "decide",
                self.request.ids,
                "approve",
                context=context,
            )

    def test_nobody_decides_for_another_by_naming_him(self):
        for user in (self.requester, self.outsider, self.keeper, self.partner1):
            self._assert_refused(
                user,
                "crm.approval.request",
                "decide",
                self.request.ids,
                "approve",
                on_behalf_of=self.boss.id,
            )

    def test_the_inside_of_the_engine_is_not_called(self):
        for method in (
            "_record",
            "_apply_progress",
            "_close",
            "_withdraw",
            "_hand_over",
            "_principals",
            "_escalate",
            "_cron_chase",
            "_decide_many",
        ):
            self._assert_refused(
                self.boss, "crm.approval.request", method, self.request.ids
            )
        for method in ("_approval_request", "_approval_granted", "_approval_submit"):
            self._assert_refused(self.boss, DOCUMENT, method, self.document.ids)

    def test_a_dialog_gives_nobody_a_right(self):
        dialogs = "crm.approval.request.decide"
        for action in ("refuse", "return", "add_signer", "ask", "answer"):
            values = {
                "request_ids": [[6, 0, self.request.ids]],
                "action": action,
                "comment": "No",
                "user_id": self.outsider.id,
            }
            dialog = self._call(self.partner1, dialogs, "create", [values])
            self._assert_refused(self.partner1, dialogs, "action_confirm", dialog)

    def test_the_dialog_of_the_requester_submits_documents_alone(self):
        dialogs = "crm.approval.request.submit"
        for model in ("res.partner", "crm.approval.request", "nothing"):
            dialog = self._call(
                self.requester, dialogs, "create", [{"res_model": model, "res_id": 1}]
            )
            self._assert_refused(self.requester, dialogs, "action_confirm", dialog)

    def test_strangers_read_nothing(self):
        for name in ENGINE:
            known = self.env[name].sudo().search([], limit=1)
            self.assertFalse(self._call(self.outsider, name, "search", []))
            if known:
                self._assert_refused(self.outsider, name, "read", known.ids, ["id"])
            self._assert_refused(self.client, name, "search", [])

    def test_the_requester_does_not_read_what_is_for_the_approvers(self):
        Request = "crm.approval.request"
        self._assert_refused(
            self.requester, Request, "read", self.request.ids, ["summary"]
        )
        self._assert_refused(
            self.requester, Request, "search", [["summary", "!=", False]]
        )
        shown = self._call(
            self.requester, Request, "read", self.request.ids, ["summary_html"]
        )
        self.assertNotIn("Somebody", shown[0]["summary_html"])

    def test_lines_after_the_approval_void_it(self):
        self._approve_all(self.request)
        line = self.document.line_ids[0]
        self.env.flush_all()
        self._call(self.outsider, LINE, "write", line.ids, {"price": 1})
        self.env.invalidate_all()
        self.assertEqual(self.document.approval_state, "voided")

    def test_nobody_makes_himself_a_manager(self):
        for values in (
            {"approval_manager_id": self.requester.id},
            {"group_ids": [[4, self.env.ref("base.group_system").id]]},
        ):
            self._assert_refused(
                self.outsider, "res.users", "write", self.outsider.ids, values
            )
        self._assert_refused(
            self.outsider,
            "res.users",
            "write",
            self.boss.ids,
            {"approval_substitute_id": self.outsider.id},
        )

    def test_a_task_marked_done_is_no_decision(self):
        task = self.request.sudo().activity_ids
        self._call(self.boss, "mail.activity", "action_feedback", task.ids)
        self.env.invalidate_all()
        self.assertEqual(self.request.state, "pending")
        self._decide(self.request, self.boss)
