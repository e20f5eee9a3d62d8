from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..models import crm_registration_portal
from ..models.form_problems import FormProblems
from .channel_common import PNG, ChannelCase
from .test_garbage import EVIL, LONG


@tagged("post_install", "-at_install")
class TestChannel(ChannelCase):
    """From the portal's form to a protected opportunity, and the limits."""

    def _problems(self, **typed):
        with self.assertRaises(FormProblems) as caught:
            self._register(**typed)
        return caught.exception.sentences

    def _told(self, registration):
        """Return what the person inside was told of this registration."""
        return self.env["mail.message"].search(
            [
                ("model", "=", registration._name),
                ("res_id", "=", registration.id),
                ("partner_ids", "in", self.rep.partner_id.ids),
                ("message_type", "=", "user_notification"),
            ]
        )

    # -- the way -------------------------------------------------------------------

    def test_it_is_submitted_by_the_person_inside(self):
        registration = self._register()
        self.assertEqual(registration.state, "submitted")
        self.assertEqual(registration.user_id, self.rep)
        self.assertEqual(registration.create_uid, self.rep)
        self.assertEqual(registration.channel_partner_id, self.channel)
        self.assertEqual(registration.channel_submitter_id, self.agent)
        self.assertEqual(registration.approval_request_id.requester_id, self.rep)
        self.assertEqual(
            registration.source_id, self.env.ref("crm_pipeline.utm_source_channel")
        )
        self.assertNotIn(self.agent.partner_id, registration.message_partner_ids)
        self.assertEqual(self._seen(registration).status, "review")

    def test_the_person_inside_is_told(self):
        registration = self._register()
        message = self._told(registration)
        self.assertIn("孙渠道", message.body)
        self.assertIn("杭州筑美", message.body)

    def test_conflicts_are_evidence_for_the_manager_alone(self):
        self._submitted(self.rep2, customer_name="宁波海曙置业有限公司")
        registration = self._register()
        self.assertEqual(registration.conflict_level, "review")
        self.assertTrue(registration.match_ids)
        self.assertEqual(self._seen(registration).status, "review")

    def test_an_approval_protects_for_the_channel_s_days(self):
        registration = self._register()
        self._decide(registration)
        today = fields.Date.context_today(registration)
        self.assertEqual((registration.protected_until - today).days, 15)
        seen = self._seen(registration)
        self.assertEqual(seen.status, "protected")
        self.assertEqual(seen.days_left, 15)
        self.assertEqual(registration.lead_id.referred, self.channel.name)
        self.channel.channel_protection_days = 20
        second = self._register(
            customer_name="绍兴鉴湖文化有限公司", phone="13900000001"
        )
        self._decide(second)
        self.assertEqual((second.protected_until - today).days, 20)

    def test_a_protection_that_has_ended_is_said(self):
        registration = self._register()
        self._decide(registration)
        registration.lead_id.protected_until = "2026-01-01"
        seen = self._seen(registration)
        self.assertEqual((seen.status, seen.days_left), ("ended", 0))

    def test_an_answer_is_mailed_without_its_reason(self):
        registration = self._register()
        before = self.env["mail.message"].search([], limit=1, order="id desc").id
        self._decide(registration, "refuse", "Belongs to 李娜 of the other team")
        messages = self.env["mail.message"].search(
            [("id", ">", before), ("partner_ids", "in", self.agent.partner_id.ids)]
        )
        self.assertEqual(len(messages), 1)
        self.assertIn(f"/my/registrations/{registration.id}", messages.body)
        self.assertNotIn("李娜", messages.body)
        self.assertEqual(messages.author_id, self.env.company.partner_id)
        seen = self._seen(registration)
        self.assertEqual((seen.status, seen.message), ("refused", False))

    def test_what_is_returned_waits_for_the_person_inside(self):
        registration = self._register()
        self._decide(registration, "return", "The budget?")
        self.assertEqual(self._seen(registration).status, "completing")
        registration.with_user(self.rep).action_submit()
        self.assertEqual(self._seen(registration).status, "review")

    def test_what_we_correct_does_not_change_what_he_typed(self):
        registration = self._register()
        registration.with_user(self.rep).write(
            {"customer_name": "Ours", "phone": "13800138000"}
        )
        seen = self._seen(registration)
        self.assertEqual(seen.customer_name, "宁波海曙置业有限公司")
        self.assertEqual(seen.entry["phone"], "0574-8837 6651")

    def test_a_flow_that_cannot_start_keeps_it_as_a_draft(self):
        flow = self.env.ref("crm_pipeline.crm_approval_flow_registration")
        flow.active = False
        registration = self._register()
        self.assertEqual(registration.state, "draft")
        self.assertFalse(registration.match_ids)
        self.assertEqual(self._seen(registration).status, "completing")
        self.assertIn("still a draft", self._told(registration).body)

    def test_the_team_s_rule_approves_only_where_the_settings_say_so(self):
        team = self._register().team_id
        team.approves_without_conflict = True
        registration = self._register(customer_name="甲方一", phone="13900000001")
        self.assertEqual(registration.state, "submitted")
        self.env.company.channel_approves_without_conflict = True
        registration = self._register(
            customer_name="温州雁荡云海文旅有限公司",
            phone="13588770002",
            site_address="温州市乐清市雁荡镇响岭头 5 号",
        )
        self.assertEqual(registration.state, "converted")

    # -- taking it back ------------------------------------------------------------

    def test_it_is_withdrawn_as_long_as_it_is_under_review(self):
        registration = self._register()
        self._seen(registration, self.agent2)._withdraw()
        self.assertEqual(registration.state, "withdrawn")
        self.assertEqual(registration.approval_state, "withdrawn")
        self.assertEqual(self._seen(registration).status, "withdrawn")
        with self.assertRaisesRegex(UserError, "not under review"):
            self._seen(registration)._withdraw()

    def test_another_partner_withdraws_nothing(self):
        registration = self._register()
        seen = self._seen(registration).with_user(self.rival)
        with self.assertRaises(AccessError):
            seen._withdraw()
        self.assertEqual(registration.state, "submitted")

    # -- limits --------------------------------------------------------------------

    def test_one_form_makes_one_registration(self):
        token = "a" * 32
        first = self._register(token=token)
        self.assertEqual(self._register(token=token, customer_name="x"), first)
        self.assertNotEqual(self._register(self.agent2, token=token), first)
        for token in (None, "", "A" * 32, "x" * 10_000):
            self.assertIn("grown old", self._problems(token=token)[""])

    def test_the_hour_s_limit_is_each_user_s(self):
        self.env.company.channel_hourly_limit = 2
        self._register()
        self._register()
        with self.assertRaisesRegex(UserError, "2 customers within this hour"):
            self._register()
        self._register(self.agent2)

    def test_the_day_s_limit_is_the_partner_s(self):
        self.env.company.channel_daily_limit = 2
        self._register()
        self._register(self.agent2)
        with self.assertRaisesRegex(UserError, "2 customers today"):
            self._register(self.agent2)
        self._register(self.rival)

    def test_slots_of_former_days_are_deleted(self):
        usage = self.env["crm.rate.usage"]
        usage._use("old", 1)
        row = usage.search([("key", "=", "old")])
        row.slot = fields.Datetime.subtract(row.slot, days=10)
        self.assertTrue(usage._use("old", 1))
        self.assertFalse(usage._use("none", 0))
        usage._gc_slots()
        self.assertFalse(row.exists())

    def test_the_quota_counts_what_is_open_of_all_people(self):
        self.channel.channel_limit = 2
        first = self._register()
        second = self._register(self.agent2)
        with self.assertRaisesRegex(UserError, "2 open registrations, and 2 are"):
            self._register()
        self._seen(first)._withdraw()
        self._decide(second)
        self._register()
        with self.assertRaisesRegex(UserError, "2 open registrations"):
            self._register()
        second.lead_id.protected_until = "2026-01-01"
        self._register()

    def test_the_channel_s_registrations_use_up_no_salesperson_s_quota(self):
        self.team.registration_limit = 1
        self.assertEqual(self._register().team_id, self.team)
        self._register()
        self._submitted()
        with self.assertRaisesRegex(UserError, "李娜 has 1 open"):
            self._submitted()

    # -- who is one ----------------------------------------------------------------

    def test_who_is_no_channel_partner_registers_nothing(self):
        for user in (self.client, self.rep, self.manager):
            if user != self.client:
                user.partner_id.parent_id = False
            with self.assertRaisesRegex(AccessError, "not one of our channel"):
                self._register(user)

    def test_a_partner_is_marked_by_managers(self):
        for user in (self.rep, self.agent):
            with self.assertRaises(AccessError):
                self.channel.with_user(user).read(["is_channel_partner"])
            with self.assertRaises(AccessError):
                self.channel.with_user(user).write({"channel_limit": 1000})
        self.channel.with_user(self.manager).channel_limit = 10
        self.assertEqual(self.channel.channel_registration_count, 0)

    def test_a_partner_needs_somebody_inside(self):
        for user in (False, self.clerk, self.agent):
            with self.assertRaisesRegex(ValidationError, "choose the salesperson"):
                self.channel.channel_user_id = user
        with self.assertRaisesRegex(ValidationError, "Mark the company"):
            self.agent.partner_id.write(
                {"is_channel_partner": True, "channel_user_id": self.rep.id}
            )

    def test_without_somebody_inside_nothing_is_lost_silently(self):
        self.rep.active = False
        with self.assertRaisesRegex(UserError, "Nobody of us is responsible"):
            self._register()

    # -- what is typed -------------------------------------------------------------

    def test_each_field_says_what_is_wrong_with_it(self):
        problems = self._problems(
            customer_name=" ",
            credit_code="91350100M000100Y44",
            phone="见备注",
            project_name=LONG,
            design_type_id="999999",
            area="两层",
            budget="10-20万",
            expected_date="年后",
        )
        self.assertEqual(
            set(problems),
            {
                "customer_name",
                "credit_code",
                "phone",
                "project_name",
                "design_type_id",
                "area",
                "budget",
                "expected_date",
            },
        )
        self.assertIn("has 10000 characters", problems["project_name"])
        self.assertIn("mistyped", problems["credit_code"])
        self.assertIn(
            "Customer's full company name is needed", problems["customer_name"]
        )

    def test_figures_and_days_are_read_as_people_write_them(self):
        registration = self._register(
            area="1,200㎡",
            budget="50万",
            expected_date="2026年10月1日",
            credit_code=" 91350100m000100y43 ",
        )
        self.assertEqual(registration.area, 1200)
        self.assertEqual(registration.budget, 500000)
        self.assertEqual(str(registration.expected_date), "2026-10-01")
        self.assertEqual(registration.credit_code, "91350100M000100Y43")

    def test_evil_names_are_stored_as_text(self):
        self.env.company.channel_hourly_limit = 100
        for name in EVIL:
            with self.subTest(name=name):
                registration = self._register(customer_name=name, note=name)
                self.assertTrue(registration.customer_name)
                self.assertNotIn("\u202e", registration.customer_name)

    def test_what_the_form_does_not_ask_for_is_not_written(self):
        registration = self._register(
            user_id=str(self.rep2.id),
            state="converted",
            partner_message="x",
            channel_partner_id=str(self.rival_channel.id),
        )
        self.assertEqual(registration.user_id, self.rep)
        self.assertEqual(registration.state, "submitted")
        self.assertFalse(registration.partner_message)
        self.assertEqual(registration.channel_partner_id, self.channel)

    def test_files_become_evidence_of_the_person_inside(self):
        registration = self._register(
            files=[("../授权\u202e书.png", PNG), ("名片<b>.PNG", PNG)]
        )
        names = registration.attachment_ids.mapped("name")
        self.assertEqual(sorted(names), ["名片_b_.PNG", "授权书.png"])
        self.assertEqual(
            set(registration.attachment_ids.mapped("res_id")), {registration.id}
        )
        for user in (self.agent, self.rival, self.client):
            with self.assertRaises(AccessError):
                registration.attachment_ids.with_user(user).read(["name"])
        self.assertTrue(registration.attachment_ids.with_user(self.rep).read(["raw"]))

    def test_files_that_are_not_taken_are_named(self):
        html = b"<html><script>alert(1)</script></html>"
        svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
        for name, content, message in (
            ("a.html", html, "cannot be taken"),
            ("a.png", html, "cannot be taken"),
            ("a.svg", svg, "cannot be taken"),
            ("a.pdf", b"MZ\x90\x00", "cannot be taken"),
            ("a.png", b"", "is empty"),
        ):
            with self.subTest(name=name):
                problems = self._problems(files=[(name, content)])
                self.assertIn(message, problems["files"])
        self.assertIn("at most 5", self._problems(files=[("a.png", PNG)] * 6)["files"])
        with patch.object(crm_registration_portal, "FILE_SIZE", 10):
            self.assertIn(
                "larger than", self._problems(files=[("a.png", PNG)])["files"]
            )
