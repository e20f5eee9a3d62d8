from threading import Event
from unittest.mock import patch

from odoo import SUPERUSER_ID
from odoo.tests import tagged

from odoo.addons.crm_customer.tests.at_once import MEETING_SECONDS
from odoo.addons.crm_customer.tests.simulator import load_simulator
from odoo.addons.crm_pipeline.tests.registration_at_once import RegistrationAtOnceCase
from odoo.addons.queue_job.exception import RetryableJobError

OWN = "sales_team.group_sale_salesman"
MANAGER = "sales_team.group_sale_manager"


class SlowClient:
    """Answers when another worker has come and gone."""

    def __init__(self):
        self.calls = 0
        self.left = Event()

    def follow_users(self):
        self.calls += 1
        self.left.wait(timeout=MEETING_SECONDS)
        return []


QUEUED = ("crm.connector.event", "crm.connector.card", "crm.wecom.sync")
QUEUED += ("crm.wecom.change",)


@tagged("post_install", "-at_install")
class TestWecomAtOnce(RegistrationAtOnceCase):
    """Two jobs of the same moment, over connections of their own."""

    @classmethod
    def _set_up(cls, env):
        # The rows are what is looked at here; nobody runs their jobs.
        for name in QUEUED:
            cls.startClassPatcher(
                patch.object(cls.registry[name], "_enqueue", lambda *_args: None)
            )
        rep, manager = (
            cls._make_users(env, login, 1, group)
            for login, group in (("wecomrep", OWN), ("wecommanager", MANAGER))
        )
        connector = env["crm.connector"].create(
            {
                "name": "At once",
                "kind": "wecom",
                "wecom_corp_id": "ww1",
                "wecom_agent_id": 1,
                "app_secret": "secret",
            }
        )
        connector.state = "connected"
        identity = env["crm.connector.identity"].create(
            {
                "connector_id": connector.id,
                "user_id": manager.id,
                "external_id": "At.Once",
            }
        )
        registration = cls._make_registration(env, rep)
        cls.key = cls._make_card(env, registration.approval_request_id, identity)
        cls.user_ids = (rep | manager).ids
        cls.connector_id, cls.registration_id = connector.id, registration.id

    @staticmethod
    def _make_registration(env, rep):
        registration = (
            env["crm.registration"]
            .with_user(rep)
            .create(
                {
                    "customer_name": "杭州同时按下设计公司",
                    "project_name": "Hall",
                    "site_address": "杭州市西湖区文三路91号",
                    "design_type_id": env.ref(
                        "crm_pipeline.crm_design_type_interior"
                    ).id,
                }
            )
        )
        registration.action_submit()
        return registration.with_user(SUPERUSER_ID)

    @staticmethod
    def _make_card(env, request, identity):
        """A card of this request for the identity's user; return its key."""
        shared = {
            "connector_id": identity.connector_id.id,
            "user_id": identity.user_id.id,
        }
        message = env["crm.connector.message"].create(
            {
                **shared,
                "identity_id": identity.id,
                "idempotency_key": "wecom-at-once",
                "payload": {"title": "At once", "body": "", "card": {"key": "once"}},
                "state": "sent",
            }
        )
        card = env["crm.connector.card"].create(
            {
                **shared,
                "message_id": message.id,
                "key": "once",
                "request_id": request.id,
                "step_id": request.current_step_id.id,
                "round": request._card_round(),
            }
        )
        return card.key

    @classmethod
    def _clean_up(cls, env):
        env["crm.connector"].browse(cls.connector_id).unlink()
        registration = env["crm.registration"].browse(cls.registration_id)
        cls._forget_registrations(env, registration, cls.user_ids)
        cls._delete_users(env, cls.user_ids)

    def test_a_card_pressed_twice_at_one_moment_decides_once(self):
        event_ids = self._keep_presses(2)
        tried = Event()
        model = self.registry["crm.connector.card"]
        decide = model._decide

        def decide_slowly(card, *arguments):
            tried.wait(timeout=MEETING_SECONDS)  # the other press comes meanwhile
            return decide(card, *arguments)

        def process(env, event_id):
            event = env["crm.connector.event"].browse(event_id)
            try:
                event._process()
            except RetryableJobError:
                env.cr.rollback()
                tried.set()
                return "again"
            return event.state

        with patch.object(model, "_decide", decide_slowly):
            attempts = [(SUPERUSER_ID, event_id) for event_id in event_ids]
            states = self._at_once(process, attempts)
        self.assertEqual(sorted(states), ["again", "done"])
        (late,) = (
            event_id
            for event_id, state in zip(event_ids, states, strict=True)
            if state == "again"
        )
        self.assertEqual(self._at_once(process, [(SUPERUSER_ID, late)]), ["done"])
        self._read(self._check_decided)

    def _keep_presses(self, number):
        event_xml = load_simulator("wecom").callbacks.event_xml
        with self.registry.cursor() as cr:
            inbox = self._env(cr)["crm.connector.event"]
            return [
                inbox._keep(
                    self.connector_id,
                    event_xml(
                        "ww1",
                        "template_card_event",
                        FromUserName="At.Once",
                        EventKey="approve",
                        TaskId=self.key,
                        ResponseCode=f"code-{press}",
                    ).encode(),
                ).id
                for press in range(number)
            ]

    def _check_decided(self, env):
        card = env["crm.connector.card"].search([("key", "=", self.key)])
        self.assertEqual(card.state, "decided")
        self.assertTrue(card.is_stale)  # the second press is shown the outcome
        self.assertEqual(card.request_id.state, "approved")
        decisions = card.request_id.decision_ids.filtered(
            lambda row: row.decision == "approve"
        )
        self.assertEqual(decisions.user_id, card.user_id)
        self.assertEqual(len(decisions), 1)

    def test_what_two_people_want_written_at_one_moment_waits_once(self):
        with self.registry.cursor() as cr:
            env = self._env(cr)
            contact = env["crm.wecom.contact"]._of(
                env["crm.connector"].browse(self.connector_id), "wmAtOnce"
            )
            follow_id = (
                env["crm.wecom.follow"]
                .create({"contact_id": contact.id, "userid": "At.Once"})
                .id
            )

        def queue(env):
            follow = env["crm.wecom.follow"].browse(follow_id)
            return env["crm.wecom.change"]._queue(follow, "tags").ids

        first, second = self._at_once(queue, [(SUPERUSER_ID,)] * 2)
        self.assertEqual(first, second)
        self.assertEqual(len(first), 1)

    def test_of_two_workers_at_one_run_one_works_and_one_leaves(self):
        with self.registry.cursor() as cr:
            syncs = self._env(cr)["crm.wecom.sync"]
            sync_id = syncs.create({"connector_id": self.connector_id}).id
        client = SlowClient()

        def run(env):
            env["crm.wecom.sync"].browse(sync_id)._run()
            env.flush_all()
            client.left.set()

        with patch.object(
            self.registry["crm.connector"], "_wecom_client", lambda _connector: client
        ):
            self._at_once(run, [(SUPERUSER_ID,)] * 2)
        self.assertEqual(client.calls, 1)
        sync = self._read(
            lambda env: env["crm.wecom.sync"].browse(sync_id).read(["state", "stage"])
        )
        self.assertEqual((sync[0]["state"], sync[0]["stage"]), ("running", "check"))
