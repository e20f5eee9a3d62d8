from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command

from odoo.addons.crm_connector.tools.delivery import RateLimited, RobotRefused
from odoo.addons.queue_job.tests.common import trap_jobs

from .common import ConnectorCase

NIGHT = datetime(2026, 11, 23, 15, 0)  # 23:00 in Shanghai
MORNING = datetime(2026, 11, 24, 0, 1)
NOON = datetime(2026, 11, 24, 4, 0)


class TestRules(ConnectorCase):
    """Who is told what, by which way, and when."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls.env.ref("crm_connector.crm_connector_rule_contract_signed")
        cls.reader.tz = "Asia/Shanghai"
        cls.team = cls.env["crm.team"].create(
            {"name": "East", "user_id": cls.foreigner.id}
        )
        cls.mate = cls._new_user("con_mate", lang="zh_CN", tz="Asia/Shanghai")
        cls._identify(cls.mate)
        cls.team.member_ids = cls.reader + cls.mate

    def _tell(self, users=None, key="one", moment=NOON, **values):
        """Emit one event and run its jobs; answer its messages."""
        with freeze_time(moment), trap_jobs() as trap:
            users = self.env["res.users"] if users is None else users
            event = self._emit(users, key=key, **values)
            trap.perform_enqueued_jobs()
        return self._messages(event)

    def _choose(self, user, channel):
        preferences = self.env["crm.connector.preference"].with_user(user)
        preferences.action_open_mine()
        mine = preferences.search([]).filtered(
            lambda row: row.sudo().rule_id == self.rule
        )
        mine.channel = channel
        return mine

    def _digests(self, moment):
        jobs = self.registry["ir.cron"]
        cron = patch.object(jobs, "_commit_progress", return_value=1)
        with freeze_time(moment), trap_jobs() as trap, cron:
            self.env["crm.connector.message"]._cron_send_digests()
            trap.perform_enqueued_jobs()

    def _audience(self, kind, **values):
        self.rule.audience_ids = [Command.create({"kind": kind, **values})]

    # -- who ----------------------------------------------------
    def test_a_rule_tells_the_owner_his_leader_and_his_team(self):
        self.customer.user_id = self.reader
        for kind, told in (
            ("owner", self.reader),
            ("manager", self.foreigner),
            ("team", self.reader + self.mate + self.foreigner),
        ):
            with self.subTest(kind=kind):
                self.rule.audience_ids.unlink()
                self._audience(kind)
                self.assertEqual(self._tell(key=kind).user_id, told)

    def test_a_rule_tells_a_role_but_not_who_did_it_nor_another_company(self):
        group = self.env["res.groups"].create({"name": "Boss"})
        other = self.env["res.company"].create({"name": "Other"})
        (self.actor + self.reader + self.mate).group_ids += group
        self.mate.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        self._audience("role", group_id=group.id)
        self.assertEqual(self._tell().user_id, self.reader)

    def test_a_rule_may_leave_out_those_concerned(self):
        self.customer.user_id = self.mate
        self.rule.is_concerned_told = False
        self._audience("owner")
        self.assertEqual(self._tell(self.reader).user_id, self.mate)

    def test_a_line_needs_its_role_or_group(self):
        for kind in ("role", "robot"):
            with self.subTest(kind=kind), self.assertRaises(ValidationError):
                self._audience(kind)

    # -- groups ----------------------------------------------------
    def _robot(self, **values):
        return self.env["crm.connector.robot"].create(
            {
                "name": "设计部",
                "connector_id": self.connector.id,
                "key": "https://chat.example.cn/webhook/send?key=group-key&x=1",
                "lang": "zh_CN",
                **values,
            }
        )

    def test_a_group_is_told_once_by_its_robot(self):
        robot = self._robot()
        self.rule.with_context(lang="zh_CN").title_template = "合同已签订"
        self._audience("robot", robot_id=robot.id)
        message = self._tell()
        with trap_jobs():
            message.event_id.sudo()._notify(self.env["res.users"])
            message._deliver()
        ((key, payload),) = self.tool.groups
        self.assertEqual((key, payload["title"]), ("group-key", "合同已签订"))
        self.assertEqual((message.state, message.robot_id), ("sent", robot))

    def test_a_robot_writes_twenty_a_minute_and_the_rest_waits(self):
        self._audience("robot", robot_id=self._robot().id)
        messages = self.env["crm.connector.message"]
        for number in range(22):
            messages |= self._tell(key=f"n{number}")
        self.assertEqual(len(self.tool.groups), 20)
        late = messages.filtered(lambda message: message.state == "queued")
        self.assertEqual((len(late), set(late.mapped("tries"))), (2, {0}))
        with freeze_time(late[0].next_try_at), trap_jobs():
            late[0]._deliver()
        self.assertEqual(late[0].state, "sent")

    def test_a_refused_robot_is_shown_and_the_connector_goes_on(self):
        robot = self._robot()
        self._audience("robot", robot_id=robot.id)
        self.tool.answers = [RobotRefused("wrong key")]
        self.assertEqual(self._tell().state, "failed")
        self.assertEqual(robot.last_error, "wrong key")
        self.tool.answers = [RateLimited("slow down")]
        self.assertEqual(self._tell(key="two").state, "queued")
        self.assertFalse(self.connector.paused_until)
        self.assertEqual(self.connector.state, "connected")
        action = robot.with_user(self.admin).action_test()
        self.assertEqual(action["params"]["type"], "success")
        self.assertFalse(robot.last_error)

    def test_a_robots_key_is_for_administrators(self):
        robot = self._robot()
        with self.assertRaises(AccessError):
            robot.with_user(self.reader).read(["name"])
        for name in ("key", "secret"):
            field = robot.fields_get([name], ["exportable"])[name]
            self.assertFalse(field["exportable"])

    # -- by which way ----------------------------------------------------
    def test_each_person_chooses_his_way(self):
        self._choose(self.reader, "odoo")
        self._choose(self.mate, "off")
        messages = self._tell(self.reader + self.mate + self.foreigner)
        self.assertEqual(messages.user_id, self.foreigner)
        self.assertEqual(self._odoo_notices(self.reader), 1)
        self.assertEqual(self._odoo_notices(self.mate), 0)

    def test_a_rule_that_is_the_same_for_all_takes_no_choice(self):
        mine = self._choose(self.reader, "off")
        self.rule.is_choosable = False
        self.assertEqual(self._tell(self.reader).user_id, self.reader)
        with self.assertRaises(UserError):
            mine.channel = "odoo"

    def test_nobody_chooses_for_somebody_else(self):
        mine = self._choose(self.reader, "odoo")
        with self.assertRaises(AccessError):
            mine.with_user(self.mate).channel = "off"
        for operation in ("create", "unlink"):
            self.assertFalse(mine.with_user(self.reader).has_access(operation))
        self._choose(self.reader, "chat")
        self.assertEqual(
            len(mine.search([("user_id", "=", self.reader.id)])),
            len(self.env["crm.connector.rule"].search([("is_choosable", "=", True)])),
        )

    # -- when ----------------------------------------------------
    def _nights(self):
        self.env.company.write({"quiet_from": 22, "quiet_until": 8})

    def test_at_night_messages_wait_and_come_as_one(self):
        self._nights()
        kept = self._tell(self.reader, key="a", moment=NIGHT)
        kept += self._tell(self.reader, key="b", moment=NIGHT)
        self.assertEqual(set(kept.mapped("state")), {"collected"})
        self._digests(NIGHT)
        self.assertFalse(self.tool.calls)
        self._digests(MORNING)
        self._digests(MORNING)
        ((payload, names),) = self.tool.calls
        self.assertEqual(names, ["ID.con_reader"])
        self.assertIn("× 2", payload["body"])
        self.assertIn(f"res_id={self.customer.id}", payload["body"])
        self.assertEqual(set(kept.mapped("state")), {"joined"})

    def test_a_single_message_of_the_night_comes_as_it_is(self):
        self._nights()
        message = self._tell(self.reader, moment=NIGHT)
        self._digests(MORNING)
        self.assertEqual(message.state, "sent")
        self.assertIn("HT2026-0001", self.tool.calls[0][0]["body"])

    def test_what_is_urgent_comes_at_night(self):
        self._nights()
        self.rule.is_urgent = True
        self.assertEqual(self._tell(self.reader, moment=NIGHT).state, "sent")

    def test_a_persons_own_hours_go_before_the_companys(self):
        self._nights()
        self.reader.with_user(self.reader).write({"quiet_kind": "never"})
        self.mate.with_user(self.mate).write(
            {"quiet_kind": "own", "quiet_from": 12, "quiet_until": 13.5}
        )
        messages = self._tell(self.reader + self.mate, key="night", moment=NIGHT)
        self.assertEqual(set(messages.mapped("state")), {"sent"})
        noon = self._tell(self.reader + self.mate, key="noon")
        states = {message.user_id: message.state for message in noon}
        self.assertEqual(states, {self.reader: "sent", self.mate: "collected"})

    def test_a_flood_is_joined(self):
        self.env.company.write({"flood_count": 3, "flood_minutes": 10})
        messages = self.env["crm.connector.message"]
        # create_date is the database's clock, which a test does not move.
        now = self.env.cr.now()
        for number in range(7):
            messages += self._tell(self.reader, key=f"f{number}", moment=now)
        states = messages.sorted("id").mapped("state")
        self.assertEqual(states, ["sent"] * 3 + ["collected"] * 4)
        self._digests(now + timedelta(minutes=11))
        self.assertEqual(len(self.tool.calls), 4)
        self.assertIn("× 4", self.tool.calls[-1][0]["body"])

    def test_a_daily_summary_reaches_those_without_chat_tool_in_odoo(self):
        for user in (self.outsider, self.reader):
            self._choose(user, "digest")
        for key in ("a", "b"):
            self._tell(self.outsider + self.reader, key=key)
        self.assertEqual(self._odoo_notices(self.outsider), 0)
        self._digests(datetime(2026, 11, 25, 0, 31))
        self.assertEqual(self._odoo_notices(self.outsider), 1)
        self.assertEqual(self.tool.recipients, ["ID.con_reader"])

    def test_ten_times_the_messages_cost_the_same_queries(self):
        self._choose(self.reader, "digest")
        self._choose(self.mate, "digest")
        counts = []
        for number in (2, 2, 20):
            for index in range(number):
                self._tell(
                    self.reader + self.mate, key=f"q{number}:{len(counts)}:{index}"
                )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._digests(datetime(2026, 11, 25, 0, 31))
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        # Ten times the messages would cost 36 more, were each asked for by itself.
        self.assertLessEqual(counts[2], counts[1] + 1)

    # -- how much ----------------------------------------------------
    def test_a_person_gets_thirty_a_minute_and_the_rest_waits(self):
        self.connector.limit_member_minute = 3
        messages = self.env["crm.connector.message"]
        for number in range(5):
            messages |= self._tell(self.reader, key=f"m{number}")
        self.assertEqual(len(self.tool.calls), 3)
        late = messages.filtered(lambda message: message.state == "queued")
        self.assertEqual(len(late), 2)
        self.assertTrue(late[0].next_try_at > NOON)
        with freeze_time(datetime(2026, 11, 24, 4, 2)), trap_jobs():
            for message in late:
                message._deliver()
        self.assertEqual(set(messages.mapped("state")), {"sent"})
        self.assertEqual(set(messages.mapped("tries")), {1})

    def test_the_application_as_a_whole_has_a_limit(self):
        self.connector.limit_app_minute = 2
        messages = self._tell(self.reader + self.mate + self.foreigner)
        states = sorted(messages.mapped("state"))
        self.assertEqual(states, ["queued", "sent", "sent"])

    # -- preview ----------------------------------------------------
    def test_a_preview_reads_as_the_latest_event_would(self):
        self.rule.with_context(lang="zh_CN").title_template = "合同已签订"
        self.rule.preview_lang = "zh_CN"
        self.assertTrue(self.rule.preview_title)
        self._tell(self.reader)
        self.rule.invalidate_recordset()
        rule = self.rule.with_user(self.admin).with_context(lang="en_US")
        rule.preview_lang = "zh_CN"
        self.assertEqual(rule.preview_title, "合同已签订")
        self.assertIn("合同 HT2026-0001 已签订", rule.preview_body)

    def test_a_test_goes_to_oneself_alone(self):
        rule = self.rule.with_user(self.admin)
        with self.assertRaisesRegex(UserError, "No connected chat tool knows you"):
            rule.action_send_test()
        self._identify(self.admin)
        with trap_jobs() as trap:
            rule.action_send_test()
            trap.perform_enqueued_jobs()
        self.assertEqual(self.tool.recipients, ["ID.con_admin"])
        with self.assertRaises(AccessError):
            self.rule.with_user(self.reader).action_send_test()
