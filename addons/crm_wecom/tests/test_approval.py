from odoo.fields import Command

from odoo.addons.crm_approval.tests.common import ApprovalCase
from odoo.addons.crm_connector.tools.delivery import MessageRefused
from odoo.addons.queue_job.tests.common import trap_jobs

from .common import WecomCase

# SpStatus -> our state, as the fact sheet lists them.
STATES = {
    1: "pending",
    2: "approved",
    3: "refused",
    4: "revoked",
    6: "revoked_after",
    7: "deleted",
    10: "approved",
}


class Posted:
    """The company's address in the simulator: what is reported arrives here."""

    def __init__(self):
        self.reports = []

    def post(self, xml, _corp_id):
        self.reports.append(xml)


class TestWecomApproval(ApprovalCase, WecomCase):
    """An OA approval is started with the form's values and its result taken back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        member = cls.Member
        cls.simulator.state.set_members([member("rong", "荣"), member("Boss", "老板")])
        cls._identify(cls.requester, "rong")
        cls._identify(cls.boss, "Boss")
        cls.env["crm.connector.approval.rule"].create(
            {
                "connector_id": cls.connector.id,
                "flow_id": cls.flow.id,
                "template_id": "C4NyQFzH",
                "field_ids": [
                    Command.create({"control": "Text-1", "source": "document"}),
                    Command.create(
                        {"control": "Money-1", "kind": "money", "source": "amount"}
                    ),
                    Command.create(
                        {"control": "Date-1", "kind": "date", "source": "date"}
                    ),
                ],
            }
        )

    def setUp(self):
        super().setUp()
        self.state = self.simulator.state
        self.state.approvals.clear()
        self.state.callback = self.posted = Posted()
        self.addCleanup(setattr, self.state, "callback", None)
        self.forms = self.package.approvals

    def _started(self):
        request = self._request()
        with trap_jobs():
            request.with_user(self.requester).sudo()._tell_now()
        approval = self.env["crm.connector.approval"].search(
            [("request_id", "=", request.id)]
        )
        with trap_jobs():
            approval._start()
        self.assertEqual(approval.state, "pending", approval.reason)
        return approval

    def _process(self):
        inbox = self.env["crm.connector.event"]
        with trap_jobs():
            for xml in self.posted.reports:
                event = inbox._keep(self.connector.id, xml.encode())
                event._process()
        self.posted.reports.clear()
        return event

    def test_the_form_arrives_at_wecom(self):
        approval = self._started()
        (asked,) = self.state.approvals.values()
        self.assertEqual(asked.sp_no, approval.number)
        self.assertEqual(
            (asked.applicant, asked.approvers, asked.attr), ("rong", ["Boss"], 1)
        )
        values = {one["id"]: one["value"] for one in asked.contents}
        self.assertEqual(values["Text-1"], {"text": "Villa"})
        self.assertEqual(values["Money-1"], {"new_money": "100.00"})
        self.assertEqual(values["Date-1"]["date"]["type"], "day")
        self.assertEqual(asked.summary[0], "Villa")

    def test_who_approves_in_wecom_has_approved_here(self):
        approval = self._started()
        self.forms.decide(
            self.state,
            {
                "sp_no": approval.number,
                "userid": "Boss",
                "approve": True,
                "speech": "同意",
            },
        )
        event = self._process()
        self.assertEqual((event.state, event.res_id), ("done", approval.id))
        row = approval.request_id.decision_ids
        self.assertEqual(
            (row.user_id, row.decision, row.comment), (self.boss, "approve", "同意")
        )

    def test_who_refuses_in_wecom_has_refused_here(self):
        approval = self._started()
        vote = {"sp_no": approval.number, "userid": "Boss", "speech": "金额不对"}
        self.forms.decide(self.state, vote)
        self._process()
        self.assertEqual(approval.request_id.state, "refused")
        self.assertEqual(approval.request_id.decision_ids.comment, "金额不对")

    def test_every_state_of_wecom_is_understood(self):
        approval = self._started()
        for number, state in STATES.items():
            self.forms.set_status(
                self.state, {"sp_no": approval.number, "sp_status": number}
            )
            self._process()
            with self.subTest(number):
                self.assertEqual(approval.state, state)
        self.assertEqual(approval.request_id.state, "pending")
        self.state.approvals[approval.number].sp_status = 99
        with self.assertRaisesRegex(MessageRefused, "99"):
            self.connector._wecom_approval_result(approval.number)

    def test_a_lost_report_is_asked_for(self):
        approval = self._started()
        vote = {
            "sp_no": approval.number,
            "userid": "Boss",
            "approve": True,
            "lost": True,
        }
        self.forms.decide(self.state, vote)
        self.assertFalse(self.posted.reports)
        with trap_jobs():
            approval._ask_later()
        self.assertEqual(approval.request_id.decision_ids.user_id, self.boss)

    def test_a_timeout_is_never_asked_twice_by_itself(self):
        fault = self.Fault(1, "/cgi-bin/oa/applyevent", http_status=502)
        self.state.add_fault(fault)
        request = self._request()
        with trap_jobs():
            request.with_user(self.requester).sudo()._tell_now()
        approval = self.env["crm.connector.approval"].search(
            [("request_id", "=", request.id)]
        )
        with trap_jobs() as trap:
            approval._start()
        self.assertEqual(approval.state, "failed")
        self.assertFalse(trap.calls)

    def test_an_approval_of_others_is_nothing(self):
        one = self.forms.Approval("4711", "T", "rong", ["Boss"], 1, [], [], 0)
        self.posted.reports.append(self.forms.event_xml(self.state, one))
        event = self._process()
        self.assertEqual((event.state, event.res_model), ("done", False))
