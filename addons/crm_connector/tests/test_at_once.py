from threading import Event
from unittest.mock import patch

from odoo import SUPERUSER_ID
from odoo.tests import tagged

from odoo.addons.crm_connector.tools.directory import Department, Directory, Person
from odoo.addons.crm_customer.tests.at_once import MEETING_SECONDS, AtOnceCase

from .common import FakeTool, MadeUpKind

WORKERS = 4


class SlowTool(FakeTool):
    """Answers when another worker has come and gone."""

    def __init__(self):
        super().__init__()
        self.left = Event()

    def send(self, connector, payload, external_ids):
        self.left.wait(timeout=MEETING_SECONDS)
        return super().send(connector, payload, external_ids)


@tagged("post_install", "-at_install")
class TestConnectorAtOnce(MadeUpKind, AtOnceCase):
    """Workers and administrators of the same moment, over connections of their own."""

    @classmethod
    def _set_up(cls, env):
        cls.tool = SlowTool()
        cls._register_kind()
        model = cls.registry["crm.connector"]
        people = tuple(Person(one, one, ("1",)) for one in ("at.once", "reader"))
        directory = Directory((Department("1", "At Once"),), people)
        for verb, answer in (("directory", directory), ("directory_people", {})):
            cls.startClassPatcher(
                patch.object(
                    model, f"_test_{verb}", lambda *_args, _a=answer: _a, create=True
                )
            )
        # The rows are what is looked at here; nobody runs their jobs.
        for name in ("crm.connector.event", "crm.connector.message"):
            cls.startClassPatcher(
                patch.object(cls.registry[name], "_enqueue", lambda *_args: None)
            )
        admins = cls._make_users(env, "admin", 2, "base.group_system")
        connector = env["crm.connector"].create(
            {
                "name": "At once",
                "kind": "test",
                "base_url": "https://chat.example.cn",
                "limit_member_minute": 1,
                "directory_user_id": admins[0].id,
            }
        )
        connector.state = "connected"
        cls.admin_ids, cls.connector_id = admins.ids, connector.id

    @classmethod
    def _clean_up(cls, env):
        env.cr.execute(
            "DELETE FROM crm_connector_quota WHERE connector = %s", [cls.connector_id]
        )
        runs = env["crm.connector.directory.run"].search(
            [("connector_id", "=", cls.connector_id)]
        )
        runs.activity_ids.unlink()
        env["crm.connector"].browse(cls.connector_id).unlink()
        cls._delete_users(env, cls.admin_ids)

    def test_a_limit_lets_one_of_several_senders_through(self):
        def reserve(env):
            connector = env["crm.connector"].browse(self.connector_id)
            return connector._reserve(["somebody"])["somebody"]

        waits = self._at_once(reserve, [(SUPERUSER_ID,)] * WORKERS)
        self.assertEqual(sum(not wait for wait in waits), 1, waits)

    def test_a_report_that_comes_twice_at_one_moment_is_kept_once(self):
        def keep(env):
            inbox = env["crm.connector.event"]
            return len(inbox._keep(self.connector_id, b"<xml>at once</xml>", "test"))

        kept = self._at_once(keep, [(SUPERUSER_ID,)] * WORKERS)
        self.assertEqual(sorted(kept), [0] * (WORKERS - 1) + [1])

    def test_the_first_ticket_is_given_before_its_row_is_committed(self):
        def value(env):
            connector = env["crm.connector"].browse(self.connector_id)
            tickets = env["crm.connector.ticket"]
            return tickets._value(connector, "page", lambda: ("ticket", 7200))

        self.assertEqual(self._at_once(value, [(SUPERUSER_ID,)]), ["ticket"])

    def test_a_message_with_two_jobs_is_sent_once(self):
        with self.registry.cursor() as cr:
            env = self._env(cr)
            identity = env["crm.connector.identity"].create(
                {
                    "connector_id": self.connector_id,
                    "user_id": self.admin_ids[0],
                    "external_id": "reader",
                }
            )
            message = env["crm.connector.message"].create(
                {
                    "connector_id": self.connector_id,
                    "identity_id": identity.id,
                    "user_id": self.admin_ids[0],
                    "idempotency_key": "at-once",
                    "payload": {"title": "At once", "body": "", "layout": "text"},
                }
            )
            message_id = message.id

        def deliver(env):
            env["crm.connector.message"].browse(message_id)._deliver()
            env.flush_all()
            self.tool.left.set()

        self._at_once(deliver, [(SUPERUSER_ID,)] * 2)
        self.assertEqual(self.tool.recipients, ["reader"])
        state = self._read(
            lambda env: env["crm.connector.message"].browse(message_id).state
        )
        self.assertEqual(state, "sent")

    def test_of_two_who_apply_a_comparison_one_does_and_one_is_told(self):
        with self.registry.cursor() as cr:
            connector = self._env(cr)["crm.connector"].browse(self.connector_id)
            run_id = connector._compare_directory(is_by_person=True).id

        def apply(env):
            env["crm.connector.directory.run"].browse(run_id).action_apply()
            return ""

        answers = self._at_once(apply, [(uid,) for uid in self.admin_ids])
        self.assertEqual(answers.count(""), 1, answers)
        (refusal,) = filter(None, answers)
        self.assertRegex(refusal, "applied")
        known = self._read(
            lambda env: env["crm.connector.identity"].search_count(
                [
                    ("connector_id", "=", self.connector_id),
                    ("external_id", "=", "at.once"),
                ]
            )
        )
        self.assertEqual(known, 1)
