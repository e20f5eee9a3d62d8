import secrets

from odoo.tests import tagged

from odoo.addons.crm_customer.tests.at_once import AtOnceCase

from .common import OWN


@tagged("post_install", "-at_install")
class TestChannelAtOnce(AtOnceCase):
    """Forms of the portal that arrive at the same moment, over real connections."""

    @classmethod
    def _set_up(cls, env):
        inside = cls._make_users(env, "inside", 1, OWN)
        channel = env["res.partner"].create(
            {
                "name": "At once channel",
                "is_company": True,
                "is_channel_partner": True,
                "channel_user_id": inside.id,
            }
        )
        agents = cls._make_users(env, "agent", 2, "base.group_portal")
        for agent in agents:
            agent.partner_id.parent_id = channel
        cls.channel_id = channel.id
        cls.agent_ids = agents.ids
        cls.inside_id = inside.id
        # Without a flow they stay drafts, which can be deleted afterwards.
        flow = env.ref("crm_pipeline.crm_approval_flow_registration")
        flow.active = False
        cls.type_id = env.ref("crm_pipeline.crm_design_type_interior").id

    @classmethod
    def _clean_up(cls, env):
        cls._forget(env)
        env["crm.rate.usage"].search([("key", "like", "channel:")]).unlink()
        flow = env.ref("crm_pipeline.crm_approval_flow_registration")
        flow.active = True
        cls._delete_users(env, [*cls.agent_ids, cls.inside_id])
        env["res.partner"].browse(cls.channel_id).unlink()

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
        """Send forms of (user id, token) at the same moment; return the answers."""

        def send(env, token):
            typed = {
                "customer_name": f"客户 {token}",
                "contact_name": "x",
                "phone": "13800138000",
                "project_name": "y",
                "site_address": "z",
                "design_type_id": str(self.type_id),
                "token": token,
            }
            return env["crm.registration"]._register_from_portal(typed, [], env.user).id

        return self._at_once(send, attempts)

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
