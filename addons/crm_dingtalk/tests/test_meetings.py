from datetime import timedelta

from odoo import fields

from odoo.addons.queue_job.tests.common import trap_jobs

from .common import DingtalkCase


class TestMeetings(DingtalkCase):
    """A meeting that a colleague organises is in his DingTalk calendar."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connector.is_dingtalk_meeting_shown = True
        cls.tomorrow = fields.Datetime.now().replace(microsecond=0) + timedelta(days=1)

    def _run(self, change):
        with trap_jobs() as trap:
            result = change()
            if trap.enqueued_jobs:
                trap.perform_enqueued_jobs()
        self.env.invalidate_all()
        return result

    def _meet(self, **values):
        people = self.rep.partner_id + self.designer.partner_id + self.customer
        values = {
            "name": "方案汇报",
            "start": self.tomorrow,
            "stop": self.tomorrow + timedelta(hours=1),
            "location": "云岭工地",
            "partner_ids": [fields.Command.set(people.ids)],
            **values,
        }
        return self._run(
            lambda: self.env["calendar.event"].with_user(self.rep).create(values)
        ).sudo()

    def _shown(self):
        return list(self.state.meetings.values())

    def test_it_is_there_with_the_colleagues_who_take_part(self):
        self._meet()
        (meeting,) = self._shown()
        self.assertEqual(meeting["summary"], "方案汇报")
        self.assertEqual(meeting["owner"], "union-zhang.wei")
        self.assertEqual(meeting["attendees"], ["union-li.na"])
        self.assertEqual(meeting["location"], {"displayName": "云岭工地"})

    def test_changes_follow_and_a_repeated_job_does_nothing(self):
        event = self._meet()
        later = self.tomorrow + timedelta(days=1)
        self._run(
            lambda: event.write({"start": later, "stop": later + timedelta(hours=2)})
        )
        (meeting,) = self._shown()
        self.assertIn(later.date().isoformat(), meeting["start"]["dateTime"])
        calls = sum(self.state.calls.values())
        self._run(self.env["crm.dingtalk.item"]._of(event)._enqueue)
        self.assertEqual(sum(self.state.calls.values()), calls)

    def test_cancelled_and_deleted_meetings_go(self):
        first, second = self._meet(), self._meet(name="现场交底")
        self._run(lambda: first.write({"active": False}))
        self._run(second.unlink)
        self.assertFalse(self._shown())

    def test_a_killed_job_makes_no_second_meeting(self):
        item = self.env["crm.dingtalk.item"]._of(self._meet())
        item.write({"state": "waiting", "external_id": False, "digest": False})
        self._run(item._enqueue)
        self.assertEqual(len(self._shown()), 1)

    def test_far_away_meetings_wait_and_old_ones_stay_out(self):
        for days in (-30, 200):
            start = self.tomorrow + timedelta(days=days)
            self._meet(start=start, stop=start + timedelta(hours=1))
        self.assertFalse(self._shown())
