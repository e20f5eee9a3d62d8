import json
from unittest.mock import patch

from odoo.addons.crm_connector.tools import vendor_approval
from odoo.addons.crm_connector.tools.delivery import Busy, RateLimited, RobotRefused
from odoo.addons.queue_job.tests.common import trap_jobs

from ..tools import approval
from .common import DingtalkCase


class TestOrganisation(DingtalkCase):
    """What the adapter answers of the organisation, approvals and group robots."""

    def _directory(self):
        return self.connector._adapter("directory")()

    def _build(self):
        department = self.package.Department
        self.state.set_departments(
            [department(2, "设计部"), department(3, "效果图组", 2)]
        )
        self.addCleanup(self.state.departments.pop, 3)
        self.addCleanup(self.state.departments.pop, 2)
        people = [
            self.Person(f"u{number:03d}", departments=[3]) for number in range(230)
        ]
        people += [self.Person("both", "两边都在", [2, 3])]
        self.state.set_people(people)

    def test_everybody_is_read_to_the_last_page_and_once(self):
        self._build()
        directory = self._directory()
        self.assertEqual(
            [(one.external_id, one.parent_id) for one in directory.departments],
            [("1", ""), ("2", "1"), ("3", "2")],
        )
        people = {one.external_id: one for one in directory.people}
        self.assertEqual(len(people), len(directory.people))
        self.assertEqual(len(people), 2 + 230 + 1)
        self.assertEqual(people["both"].department_ids, ("2", "3"))
        self.assertEqual(people["both"].stable_id, "union-both")

    def test_a_department_that_goes_meanwhile_is_no_shorter_list(self):
        self._build()
        self.state.add_fault(self.Fault(path="/topapi/v2/user/list", code=60003))
        with self.assertRaises(Busy):
            self._directory()

    def test_people_are_asked_for_by_their_ids(self):
        people = self.connector._adapter("directory_people")(["li.na", "ghost"])
        self.assertEqual(people["li.na"].name, "李娜")
        self.assertIsNone(people["ghost"])

    def _sync(self):
        self.connector.write(
            {"directory_limit": 50, "directory_user_id": self.admin.id}
        )
        run = self.connector.with_user(self.admin)._compare_directory(True)
        run.action_apply()

    def _process_reports(self):
        inbox = self.env["crm.connector.event"]
        with trap_jobs():
            for event in self.state.sent_events:
                inbox._keep(self.connector.id, json.dumps(event).encode())._process()
        self.state.sent_events.clear()

    def _identity(self, external_id):
        identities = self.env["crm.connector.identity"].with_context(active_test=False)
        return identities.search(
            [
                ("connector_id", "=", self.connector.id),
                ("external_id", "=", external_id),
            ]
        )

    def test_who_comes_and_leaves_is_reported(self):
        self._sync()
        self.assertEqual(self._identity("li.na").stable_id, "union-li.na")
        self.assertEqual(self._identity("li.na").user_id, self.designer)
        self.package.directory.join(self.state, {"userid": "he.jie", "name": "何洁"})
        self._process_reports()
        self.assertEqual(self._identity("he.jie").name, "何洁")
        self.package.directory.leave(self.state, {"userid": "li.na"})
        self._process_reports()
        self.assertFalse(self._identity("li.na").active)

    # -- approvals -----------------------------------------------------------
    def _start(self):
        request = vendor_approval.ApprovalRequest(
            template_id="PROC-SIMULATOR",
            applicant_id="zhang.wei",
            fields=(vendor_approval.ApprovalField("金额", "money", "1200.00"),),
            approver_ids=("li.na",),
        )
        return self.connector._adapter("approval_start")(request)

    def _result(self, number):
        return self.connector._adapter("approval_result")(number)

    def test_an_approval_is_started_and_its_result_read(self):
        for decision, state in (
            ("agree", vendor_approval.APPROVED),
            ("refuse", vendor_approval.REFUSED),
            ("terminate", vendor_approval.REVOKED),
        ):
            with self.subTest(decision=decision):
                number = self._start()
                self.assertEqual(self._result(number).state, vendor_approval.PENDING)
                self.package.work.decide_approval(
                    self.state,
                    {
                        "number": number,
                        "decision": decision,
                        "userid": "li.na",
                        "remark": "可以",
                    },
                )
                result = self._result(number)
                self.assertEqual(result.state, state)
                if decision != "terminate":
                    self.assertEqual(result.decided_by, "li.na")
                    self.assertEqual(result.comment, "可以")
                    self.assertTrue(result.decided_at)

    def test_a_report_lets_the_core_ask_for_the_result(self):
        number = self._start()
        model = type(self.connector)
        with patch.object(
            model, "_vendor_approval_changed", return_value=None
        ) as asked:
            self._process_reports()
        asked.assert_called_once_with(number)

    def test_the_states_are_the_cores(self):
        for name in ("PENDING", "APPROVED", "REFUSED", "REVOKED"):
            self.assertEqual(getattr(approval, name), getattr(vendor_approval, name))

    # -- groups --------------------------------------------------------------
    def _robot(self, secret="SECabc"):
        self.package.robot.add_robot(
            self.state, {"key": "group-key", "secret": "SECabc", "group": "云岭项目群"}
        )
        return self.env["crm.connector.robot"].create(
            {
                "name": "云岭项目群",
                "connector_id": self.connector.id,
                "key": "https://oapi.dingtalk.com/robot/send?access_token=group-key",
                "secret": secret,
            }
        )

    def test_a_group_is_written_to_with_a_signature(self):
        action = self._robot().with_user(self.admin).action_test()
        self.assertEqual(action["params"]["type"], "success")
        (message,) = self.state.group_messages
        self.assertEqual(message["group"], "云岭项目群")
        self.assertFalse(self._calls("gettoken"))

    def test_a_wrong_secret_is_the_robots_and_a_limit_is_told(self):
        robot = self._robot("SECwrong")
        payload = {"title": "签约", "body": "HT1", "layout": "text"}
        with self.assertRaises(RobotRefused):
            robot._send(payload)
        robot.secret = "SECabc"
        for _time in range(robot._limit()):
            robot._send(payload)
        with self.assertRaises(RateLimited) as caught:
            robot._send(payload)
        self.assertGreater(caught.exception.wait_seconds(0), 600)
