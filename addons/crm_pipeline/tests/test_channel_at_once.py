import secrets
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from .common import OWN


@tagged("post_install", "-at_install")
class TestChannelAtOnce(BaseCase):
    """Forms of the portal that arrive at the same moment, over real connections.

    What is tried here needs commits, so it is not undone by a rollback: it is
    deleted at the end.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        with cls.registry.cursor() as cr:
            env = cls._env(cr)
            inside = cls._new_user(env, "inside", OWN)
            channel = env["res.partner"].create(
                {
                    "name": "At once channel",
                    "is_company": True,
                    "is_channel_partner": True,
                    "channel_user_id": inside.id,
                }
            )
            agents = [
                cls._new_user(env, f"agent{number}", "base.group_portal")
                for number in range(2)
            ]
            for agent in agents:
                agent.partner_id.parent_id = channel
            cls.channel_id = channel.id
            cls.agent_ids = [agent.id for agent in agents]
            cls.inside_id = inside.id
            # Without a flow they stay drafts, which can be deleted afterwards.
            flow = env.ref("crm_pipeline.crm_approval_flow_registration")
            flow.active = False
            cls.type_id = env.ref("crm_pipeline.crm_design_type_interior").id
        cls.addClassCleanup(cls._clean_up)

    @staticmethod
    def _env(cr, uid=SUPERUSER_ID):
        return api.Environment(
            cr, uid, {"no_reset_password": True, "lang": "en_US", "tracking_disable": 1}
        )

    @classmethod
    def _new_user(cls, env, name, group):
        return env["res.users"].create(
            {
                "name": name,
                "login": f"at_once_{name}",
                "group_ids": [(6, 0, env.ref(group).ids)],
            }
        )

    @classmethod
    def _clean_up(cls):
        with cls.registry.cursor() as cr:
            env = cls._env(cr)
            cls._forget(env)
            env["crm.rate.usage"].search([("key", "like", "channel:")]).unlink()
            flow = env.ref("crm_pipeline.crm_approval_flow_registration")
            flow.active = True
            users = env["res.users"].browse([*cls.agent_ids, cls.inside_id])
            partners = users.partner_id | env["res.partner"].browse(cls.channel_id)
            users.unlink()
            partners.unlink()

    @classmethod
    def _forget(cls, env):
        cls._registrations(env).unlink()

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = self._env(cr)
            self._forget(env)
            env["crm.rate.usage"].search([("key", "like", "channel:")]).unlink()
            env["res.partner"].browse(self.channel_id).channel_limit = 0

    @classmethod
    def _registrations(cls, env):
        return env["crm.registration"].search(
            [("channel_partner_id", "=", cls.channel_id)]
        )

    def _send_all(self, attempts):
        """Send forms of (user id, token) at the same moment; return the answers.

        Each is handled as the server handles it: over a connection of its own, and
        again when it could not be serialised.
        """
        barrier = Barrier(len(attempts))

        def attempt(uid, token):
            typed = {
                "customer_name": f"客户 {token}",
                "contact_name": "x",
                "phone": "13800138000",
                "project_name": "y",
                "site_address": "z",
                "design_type_id": str(self.type_id),
                "token": token,
            }
            with self.registry.cursor() as cr:
                env = self._env(cr, uid)
                cr.execute("SELECT 1")
                barrier.wait(timeout=60)
                try:
                    return retrying(
                        lambda: (
                            env["crm.registration"]
                            ._register_from_portal(typed, [], env.user)
                            .id
                        ),
                        env,
                    )
                except UserError as error:
                    cr.rollback()
                    return str(error)

        with (
            mute_logger("odoo.sql_db", "odoo.service.model"),
            ThreadPoolExecutor(len(attempts)) as threads,
        ):
            return list(threads.map(lambda pair: attempt(*pair), attempts))

    def _count(self):
        with self.registry.cursor() as cr:
            return len(self._registrations(self._env(cr)))

    def test_a_double_click_registers_once(self):
        token = secrets.token_hex(16)
        answers = self._send_all([(self.agent_ids[0], token)] * 3)
        self.assertEqual(len(set(answers)), 1, answers)
        self.assertEqual(self._count(), 1)

    def test_two_people_do_not_both_take_the_last_place(self):
        with self.registry.cursor() as cr:
            self._env(cr)["res.partner"].browse(self.channel_id).channel_limit = 1
        answers = self._send_all(
            [(uid, secrets.token_hex(16)) for uid in self.agent_ids]
        )
        self.assertEqual(self._count(), 1)
        (refused,) = [answer for answer in answers if isinstance(answer, str)]
        self.assertIn("1 open registrations, and 1 are allowed", refused)
