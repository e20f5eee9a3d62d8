from odoo.addons.crm_approval.tests.common import ApprovalCase
from odoo.addons.crm_connector.tests.card_common import AskedInChat
from odoo.addons.crm_connector.tools.delivery import DeliveryError
from odoo.addons.queue_job.tests.common import trap_jobs

from .common import WecomCase

UPDATE = "/cgi-bin/message/update_template_card"


class TestCards(AskedInChat, WecomCase, ApprovalCase):
    """An approval asked for on a card of WeCom; its boss is the member ZhangWei."""

    own_logins = "wecom_"

    def _ask(self):
        return super()._ask("ZhangWei")

    def _press(self, row, **values):
        """Press a button in WeCom; let its report be dealt with."""
        body = {"userid": "ZhangWei", "task_id": row["task_id"], "key": "approve"}
        answer = self.package.cards.press(self.simulator.state, {**body, **values})
        return self._take(answer["xml"])

    def _take(self, xml):
        with trap_jobs() as trap:
            event = self.env["crm.connector.event"]._keep(
                self.connector.id, xml.encode()
            )
            # The report, the changed card, another try or the message instead of it.
            for _round in range(4):
                trap.perform_enqueued_jobs()
        return event

    def _card(self):
        (row,) = (r for r in self.simulator.state.inbox("ZhangWei") if r.get("card"))
        return row

    def test_a_button_approves_and_the_card_says_so(self):
        request, row = self._ask()
        self.assertEqual(row["msgtype"], "template_card")
        names = [button["key"] for button in row["card"]["button_list"]]
        self.assertEqual(names, ["approve", "refuse"])
        event = self._press(row)
        self.assertEqual((event.state, event.res_model), ("done", "crm.connector.card"))
        self.assertEqual(request.decision_ids.user_id, self.rep)
        self.assertEqual(request.decision_ids.channel, "chat")
        self.assertTrue(self._card()["card"]["replace_text"])
        self.assertEqual(len(self.simulator.state.inbox()), 1)

    def test_a_refusal_carries_its_reason(self):
        request, row = self._ask()
        option = row["card"]["button_selection"]["option_list"][1]
        self._press(row, key="refuse", choice=option["id"])
        self.assertEqual(request.state, "refused")
        self.assertTrue(request.decision_ids.comment.startswith(option["text"][:10]))

    def test_a_repeated_report_changes_nothing(self):
        request, row = self._ask()
        answer = self.package.cards.press(
            self.simulator.state,
            {"userid": "ZhangWei", "task_id": row["task_id"], "key": "approve"},
        )
        self._take(answer["xml"])
        self.assertFalse(self._take(answer["xml"]))
        self._take(answer["xml"].replace("<CreateTime>1", "<CreateTime>2"))
        self.assertEqual(len(request.decision_ids), 1)

    def test_another_member_changes_nothing(self):
        request, row = self._ask()
        for userid in ("li.na", "Ghost.User"):
            event = self._press(row, userid=userid)
            self.assertEqual(event.state, "done")
        self.assertFalse(request.decision_ids)
        self.assertFalse(self._calls("message/update_template_card"))

    def test_a_used_code_ends_in_a_message(self):
        _request, row = self._ask()
        self.simulator.state.add_fault(self.Fault(path=UPDATE, errcode=42014))
        self._press(row)
        answer = self.simulator.state.inbox("ZhangWei")[-1]
        self.assertEqual(answer["msgtype"], "text")
        self.assertNotIn("replace_text", self._card()["card"])

    def test_a_busy_wecom_is_asked_again_to_change_the_card(self):
        _request, row = self._ask()
        self.simulator.state.add_fault(self.Fault(path=UPDATE, errcode=-1))
        self._press(row)
        self.assertTrue(self._card()["card"]["replace_text"])

    def test_broken_reports_of_buttons_are_dealt_with(self):
        _request, row = self._ask()
        for inside in ("", "<TaskId>x</TaskId>", "<TaskId><A>1</A></TaskId>"):
            xml = f"<xml><Event>template_card_event</Event>{inside}</xml>"
            self.assertEqual(self._take(xml).state, "done")

    # -- robots ---------------------------------------------------------------------
    def _robot(self, key="group-key"):
        return self.env["crm.connector.robot"].create(
            {"name": "设计部", "connector_id": self.connector.id, "key": key}
        )

    def test_a_robot_writes_to_its_group(self):
        self.simulator.state.robots["group-key"] = "设计部"
        robot = self._robot()
        robot._send(
            {"title": "合同已签订", "body": "云岭置业", "url": "https://e.cn/1"}
        )
        (row,) = self.simulator.state.inbox("设计部")
        self.assertIn("**合同已签订**", row["text"])

    def test_a_wrong_key_is_said_without_the_key(self):
        robot = self._robot("not-a-key")
        with self.assertRaises(DeliveryError) as caught:
            robot._send({"title": "x"})
        self.assertIn("93000", caught.exception.detail)
        self.assertNotIn("not-a-key", caught.exception.detail)
        action = robot.action_test()
        self.assertEqual(action["params"]["type"], "danger")
        self.assertEqual(self.connector.state, "connected")
