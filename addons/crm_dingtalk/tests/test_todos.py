from datetime import date

from odoo.exceptions import AccessError, UserError

from odoo.addons.queue_job.tests.common import trap_jobs

from .common import DingtalkCase

TASKS = "v1.0/todo/users/union-zhang.wei/tasks"


class TestTodos(DingtalkCase):
    """An activity is a todo; done on one side is done on the other, once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connector.is_dingtalk_todo_shown = True
        cls.customer.user_id = cls.rep

    def _run(self, change):
        """Make a change and run the jobs that it asks for; answer its result."""
        with trap_jobs() as trap:
            result = change()
            for _round in range(3):
                if trap.enqueued_jobs:
                    trap.perform_enqueued_jobs()
        self.env.invalidate_all()
        return result

    def _schedule(self, user=None, **values):
        def schedule():
            return self.customer.with_user(self.manager).activity_schedule(
                "mail.mail_activity_data_todo",
                date(2026, 12, 1),
                user_id=(user or self.rep).id,
                **{"summary": "回访客户", **values},
            )

        return self._run(schedule).sudo()

    def _todos(self):
        return list(self.state.todos.values())

    def _item(self, activity):
        return self.env["crm.dingtalk.item"]._of(activity)

    def _puts(self):
        return sum(
            count
            for path, count in self.state.calls.items()
            if path.startswith(f"/{TASKS}/task")
        )

    def test_an_activity_is_a_todo_with_its_time_and_link(self):
        activity = self._schedule(note="<p>带<b>样板</b></p>")
        (todo,) = self._todos()
        self.assertEqual(todo["userids"], ["zhang.wei"])
        self.assertEqual(todo["subject"], "回访客户 · 云岭置业")
        self.assertEqual(todo["description"], "带*样板*")
        # 18:00 in Shanghai
        self.assertEqual(todo["dueTime"], 1796119200000)
        url = todo["detailUrl"]["pcUrl"]
        self.assertIn(f"/mail/view?model=res.partner&res_id={self.customer.id}", url)
        item = self._item(activity)
        self.assertEqual((item.state, item.external_id), ("shown", todo["id"]))

    def test_who_is_not_in_dingtalk_has_no_todo(self):
        activity = self._schedule(self.outsider)
        self.assertFalse(self._item(activity) or self._todos())

    def test_done_here_is_done_there(self):
        activity = self._schedule()
        self._run(activity.with_user(self.rep).action_feedback)
        self.assertTrue(self._todos()[0]["done"])
        self.assertEqual(self._item(activity).state, "done")

    def test_done_there_is_done_here_by_himself_and_not_sent_back(self):
        activity = self._schedule()
        todo = self._todos()[0]
        todo["done"] = True
        before = self._puts()
        self._run(self.env["crm.connector"]._cron_dingtalk_todos)
        self.assertFalse(activity.active)
        message = self.customer.message_ids[0]
        self.assertEqual(message.author_id, self.rep.partner_id)
        self.assertEqual(self._item(activity).state, "done")
        self.assertEqual(self._puts(), before)
        self._run(self.env["crm.connector"]._cron_dingtalk_todos)
        self.assertEqual(self.customer.message_ids[0], message)

    def test_a_report_brings_it_at_once(self):
        activity = self._schedule()
        todo = self._todos()[0]
        todo["done"] = True
        raw = f'{{"EventType": "todo_task_update", "sourceId": "{todo["sourceId"]}"}}'

        def report():
            self.env["crm.connector.event"]._keep(self.connector.id, raw.encode())

        self._run(report)
        self.assertFalse(activity.active)
        self.assertEqual(self._events().res_model, "crm.dingtalk.item")

    def test_what_he_may_not_do_is_told_and_left_open(self):
        activity = self._schedule()
        self._todos()[0]["done"] = True
        self.rep.active = False
        self._run(self.env["crm.connector"]._cron_dingtalk_todos)
        item = self._item(activity)
        self.assertEqual(item.state, "failed")
        self.assertTrue(item.error)
        self.assertTrue(activity.active)

    def test_changes_follow(self):
        activity = self._schedule()
        values = {"summary": "改约", "date_deadline": date(2026, 12, 2)}
        self._run(lambda: activity.write(values))
        (todo,) = self._todos()
        self.assertEqual(todo["subject"], "改约 · 云岭置业")
        self.assertEqual(todo["dueTime"], 1796205600000)
        before = self._puts()
        self._run(lambda: activity.write(values))
        self.assertEqual(self._puts(), before)

    def test_another_assignee_takes_it_over(self):
        activity = self._schedule()
        self._run(lambda: activity.write({"user_id": self.designer.id}))
        (todo,) = self._todos()
        self.assertEqual(todo["userids"], ["li.na"])
        self._run(lambda: activity.write({"user_id": self.rep.id}))
        (todo,) = self._todos()
        self.assertEqual(todo["userids"], ["zhang.wei"])

    def test_a_deleted_activity_goes(self):
        activity = self._schedule()
        item = self._item(activity)
        self._run(activity.unlink)
        self.assertFalse(self._todos())
        self.assertEqual(item.state, "removed")

    def test_a_todo_deleted_there_leaves_the_activity_alone(self):
        activity = self._schedule()
        self.state.todos.clear()
        self._run(self.env["crm.connector"]._cron_dingtalk_todos)
        self.assertEqual(self._item(activity).state, "gone")
        self._run(lambda: activity.write({"summary": "改约"}))
        self.assertTrue(activity.active)
        self.assertFalse(self._todos())

    def test_a_killed_job_makes_no_second_todo(self):
        activity = self._schedule()
        item = self._item(activity)
        item.write({"state": "waiting", "external_id": False, "digest": False})
        self._run(item._enqueue)
        self.assertEqual(len(self._todos()), 1)
        self.assertEqual(item.external_id, self._todos()[0]["id"])
        # Deleted before anybody could write down that it had been made.
        item.write({"state": "waiting", "external_id": False})
        self._run(activity.unlink)
        self.assertFalse(self._todos())

    def test_a_busy_dingtalk_is_asked_again_and_others_go_on(self):
        self.state.add_fault(
            self.Fault(path=f"/{TASKS}", code="ServiceUnavailable", http_status=503)
        )
        with trap_jobs() as trap:
            for number in range(2):
                self.customer.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=f"no. {number}",
                    user_id=self.rep.id,
                )
            trap.perform_enqueued_jobs()
            self.assertEqual(len(self._todos()), 1)
            trap.perform_enqueued_jobs()
        self.assertEqual(len(self._todos()), 2)

    def test_a_lacking_permission_for_todos_stops_no_messages(self):
        self.state.add_fault(
            self.Fault(
                path=f"/{TASKS}",
                code="Forbidden.AccessDenied.AccessTokenPermissionDenied",
                http_status=403,
            )
        )
        activity = self._schedule()
        self.assertEqual(self.connector.state, "connected")
        item = self._item(activity)
        self.assertEqual(item.state, "failed")
        self.assertIn("AccessTokenPermissionDenied", item.error)
        self._run(item.with_user(self.admin).action_retry)
        self.assertEqual(item.state, "shown")
        with self.assertRaises(UserError):
            item.with_user(self.admin).action_retry()

    def test_a_used_up_quota_rests_until_the_connection_is_tested(self):
        self.state.add_fault(self.Fault(path=f"/{TASKS}", code=90020, http_status=403))
        first = self._schedule()
        second = self._schedule(summary="第二件")
        self.assertEqual(self.connector.state, "error")
        self.assertEqual(self._item(second).state, "waiting")
        self._run(self.connector.with_user(self.admin).action_test_connection)
        self.assertEqual(self._item(second).state, "shown")
        self.assertEqual(self._item(first).state, "failed")

    def test_administrators_alone_see_what_dingtalk_shows(self):
        item = self._item(self._schedule())
        with self.assertRaises(AccessError):
            item.with_user(self.rep).read(["state"])
        with self.assertRaises(AccessError):
            item.with_user(self.rep).action_retry()
        with self.assertRaises(AccessError):
            item.with_user(self.admin).write({"state": "done"})

    def test_switching_it_on_shows_what_is_open_already(self):
        self._run(lambda: self.connector.write({"is_dingtalk_todo_shown": False}))
        activity = self._schedule()
        self.assertFalse(self._item(activity))
        self._run(lambda: self.connector.write({"is_dingtalk_todo_shown": True}))
        self.assertEqual(self._item(activity).state, "shown")

    def test_a_change_costs_as_much_for_ten_times_the_activities(self):
        def schedule(number):
            return self.env["mail.activity"].create(
                [
                    {
                        "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                        "res_id": self.customer.id,
                        "user_id": self.rep.id,
                        "summary": f"{number}-{index}",
                    }
                    for index in range(number)
                ]
            )

        with trap_jobs():
            few, many = schedule(4), schedule(40)
            self.env.flush_all()
            counts = []
            for activities in (few, many):
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                activities._touch_dingtalk()
                counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)
