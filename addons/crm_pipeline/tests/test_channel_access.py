from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .channel_common import PNG, ChannelCase

SECRETS = ("李娜", "王强", "周敏", "张经理")


@tagged("post_install", "-at_install")
class TestChannelAccess(ChannelCase):
    """What people of a channel partner get by RPC: their own, and little of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.registration"].with_user(cls.rep2).create(
            {
                "customer_name": "宁波海曙置业有限公司",
                "project_name": "A colleague's",
                "site_address": "宁波市海曙区中山路 18 号",
                "design_type_id": cls.interior.id,
            }
        ).action_submit()

    def setUp(self):
        super().setUp()
        self.own = self._register(files=[("授权书.png", PNG)])
        self.other = self._register(self.rival, customer_name="Rival's customer")
        self.env.flush_all()

    def test_each_partner_sees_its_own(self):
        for user, registration in (
            (self.agent, self.own),
            (self.agent2, self.own),
            (self.rival, self.other),
        ):
            seen = self.env["crm.channel.registration"].with_user(user).search([])
            self.assertEqual(seen.ids, registration.ids)
        for user in (self.rep, self.clerk, self.manager):
            with self.assertRaises(AccessError):
                self.env["crm.channel.registration"].with_user(user).search([])
        seen = self.env["crm.channel.registration"].with_user(self.client)
        self.assertFalse(seen.search([]))

    def test_another_partner_s_is_not_read_by_its_id(self):
        row = self.env["crm.channel.registration"].with_user(self.rival)
        row = row.browse(self.own.id)
        for read in (
            lambda: row.read(["customer_name"]),
            lambda: row.customer_name,
        ):
            with self.assertRaises(AccessError):
                read()
        with self.assertRaisesRegex(UserError, "rights to export"):
            row.export_data(["customer_name"])

    def test_the_registration_itself_is_closed(self):
        model = self.env["crm.registration"].with_user(self.agent)
        own = model.browse(self.own.id)
        calls = (
            lambda: own.read(["customer_name"]),
            lambda: own.read(["match_ids", "conflict_level", "conflict_html"]),
            lambda: own.write({"partner_message": "x"}),
            lambda: own.unlink(),
            lambda: own.action_submit(),
            lambda: own.action_withdraw(),
            lambda: own.message_post(body="x"),
            lambda: own.message_ids,
            lambda: model.search([("match_ids.display", "ilike", "海曙")]),
            lambda: model.search_count([("user_id.name", "ilike", "李")]),
            lambda: model.formatted_read_group([], ["conflict_level"], ["__count"]),
            lambda: model.find_conflicts([{"name": "宁波海曙置业有限公司"}]),
            lambda: model.create(self._values()),
            lambda: model.web_search_read([], {"customer_name": {}}),
        )
        for number, call in enumerate(calls):
            with self.subTest(call=number), self.assertRaises(AccessError):
                call()
        with self.assertRaisesRegex(UserError, "rights to export"):
            own.export_data(["match_ids/display"])

    def test_what_hangs_on_it_is_closed(self):
        for records in (
            self.own.match_ids,
            self.own.approval_request_id,
            self.own.attachment_ids,
            self.env["crm.rate.usage"].search([], limit=1),
            self.env["crm.conflict.key"].search([], limit=1),
        ):
            with self.subTest(model=records._name):
                self.assertTrue(records)
                with self.assertRaises(AccessError):
                    records.with_user(self.agent).read(["display_name"])

    def test_the_row_leads_nowhere_else(self):
        row = self.env["crm.channel.registration"].with_user(self.agent)
        for domain in (
            [("channel_partner_id.channel_user_id.name", "ilike", "李")],
            [("channel_partner_id.channel_registration_ids.match_ids", "!=", False)],
            [("channel_partner_id.user_id.login", "ilike", "pip")],
            [("channel_partner_id", "=", self.channel.id)],
        ):
            with self.subTest(domain=domain), self.assertRaises(AccessError):
                row.search(domain)

    def test_the_row_tells_nothing_of_others(self):
        self._decide(self.own, "refuse", "王强 of Ningbo has it")
        self.env.flush_all()
        row = self.env["crm.channel.registration"].with_user(self.agent)
        text = str(row.search_read([]))
        for secret in SECRETS:
            self.assertNotIn(secret, text)
        self.assertNotIn("colleague", text)

    def test_a_partner_that_is_one_no_longer_sees_nothing(self):
        self.channel.is_channel_partner = False
        self.env.flush_all()
        row = self.env["crm.channel.registration"].with_user(self.agent)
        self.assertFalse(row.search([]))

    def test_staff_do_not_say_that_a_channel_brought_it(self):
        for values in (
            {"channel_partner_id": self.channel.id},
            {"channel_submitter_id": self.agent.id},
            {"channel_entry": {"customer_name": "x"}},
        ):
            for user in (self.rep, self.manager):
                registration = self._new_registration(user)
                with self.assertRaisesRegex(AccessError, "cannot be written"):
                    registration.write(values)
                with self.assertRaisesRegex(AccessError, "cannot be written"):
                    self._new_registration(user, **values)

    def test_staff_write_what_the_partner_may_know(self):
        self._decide(self.own)
        self.own.with_user(self.rep).partner_message = "欢迎致电"
        self.env.flush_all()
        row = self.env["crm.channel.registration"].with_user(self.agent)
        self.assertEqual(row.search([]).message, "欢迎致电")
