from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import PipelineCase


class CaptureCase(PipelineCase):
    """Leads that come in, and rules that say whose they are."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.assignment.rule"].search([]).active = False

    def _rule(self, kind="round_robin", users=None, **values):
        """Return a rule of ``kind`` for ``users`` (rep and rep2 when left out)."""
        members = users or [{"user_id": self.rep.id}, {"user_id": self.rep2.id}]
        return self.env["crm.assignment.rule"].create(
            {
                "name": f"Rule {kind}",
                "kind": kind,
                "member_ids": [(0, 0, member) for member in members],
                **values,
            }
        )

    def _vals(self, number=0, **values):
        return {
            "name": f"Enquiry {number}",
            "contact_name": "Ms He",
            "phone": f"1391234{number:04d}",
            **values,
        }

    def _intake(self, *numbers, channel="form", **values):
        return self.env["crm.lead"]._intake(
            [self._vals(number, **values) for number in numbers or (0,)], channel
        )


@tagged("post_install", "-at_install")
class TestLeadCapture(CaptureCase):
    """Normalised, checked against what is known, and given to somebody."""

    def test_in_turn(self):
        rule = self._rule()
        leads = self._intake(1, 2, 3)
        self.assertEqual(leads.mapped("user_id"), self.rep | self.rep2)
        self.assertEqual([lead.user_id for lead in leads][2], self.rep)
        (lead,) = self._intake(4)
        self.assertEqual(lead.user_id, self.rep2)
        self.assertEqual(lead.assignment_rule_id, rule)
        self.assertEqual(lead.assignment_note, "Rule round_robin · In Turn")
        self.assertEqual(rule.member_ids.mapped("given_count"), [2, 2])
        self.assertEqual(lead.ownership_ids[:1].user_id, self.rep2)

    def test_a_good_lead_goes_to_those_for_good_ones_by_what_is_known_of_it(self):
        best = {"user_id": self.rep2.id, "grade": "3"}
        self._rule("grade", [{"user_id": self.rep.id}, best])
        small, large, key = (
            self._intake(number, expected_revenue=amount, priority="0")
            for number, amount in ((1, 1000), (2, 300_000), (3, 1_000_000))
        )
        self.assertEqual((small | large | key).mapped("priority"), ["0", "2", "3"])
        self.assertEqual((small.user_id, large.user_id), (self.rep, self.rep))
        self.assertEqual(key.user_id, self.rep2)
        self.assertEqual(self._intake(4, area=5000).priority, "3")
        said = self._intake(5, expected_revenue=1_000_000, priority="1")
        self.assertEqual(said.priority, "1", "What somebody said holds")
        self.env.company.lead_key_amount = 0
        self.assertEqual(self._intake(6, expected_revenue=1_000_000).priority, "2")

    def test_the_grade_of_the_customer_counts(self):
        grades = self.env["crm.customer.grade"].search([])
        customer = self.env["res.partner"].create(
            {"name": "Known Ltd", "customer_grade_id": grades[1].id}
        )
        self.assertEqual(self._intake(1, partner_id=customer.id).priority, "2")

    def test_fewest_open_leads(self):
        self.env["crm.lead"].create(
            [{"name": f"old {n}", "user_id": self.rep.id} for n in range(2)]
        )
        self._rule("load")
        leads = self._intake(1, 2, 3)
        self.assertEqual(
            [lead.user_id for lead in leads], [self.rep2, self.rep2, self.rep]
        )

    def test_by_region_then_the_next_rule(self):
        self._rule(
            "region",
            [
                {"user_id": self.rep.id, "places": "浙江、杭州"},
                {"user_id": self.rep2.id, "places": "宁波"},
            ],
            sequence=1,
        )
        fallback = self._rule("round_robin", [{"user_id": self.leader.id}], sequence=2)
        for values, user in (
            ({"city": "宁波市"}, self.rep2),
            ({"site_address": "浙江省杭州市文三路 90 号"}, self.rep),
            ({"partner_name": "上海浦江湾酒店管理有限公司"}, self.leader),
            ({}, self.leader),
        ):
            with self.subTest(values=values):
                number = 100 + len(values) + len(str(values))
                self.assertEqual(self._intake(number, **values).user_id, user)
        self.assertEqual(fallback.member_ids.given_count, 2)
        with self.assertRaisesRegex(ValidationError, "name the regions of"):
            self._rule("region")

    def test_by_priority(self):
        self._rule(
            "grade",
            [
                {"user_id": self.rep.id},
                {"user_id": self.rep2.id, "grade": "2"},
            ],
        )
        users = [self._intake(n, priority=str(n)).user_id for n in range(4)]
        self.assertEqual(users, [self.rep, self.rep, self.rep2, self.rep2])

    def test_a_rule_is_for_its_team_channel_and_company(self):
        other = self.env["crm.team"].create({"name": "Other"})
        self._rule(users=[{"user_id": self.rep2.id}], channel="mail", sequence=1)
        self._rule(users=[{"user_id": self.rep2.id}], team_id=other.id, sequence=2)
        self._rule(users=[{"user_id": self.rep.id}], team_id=self.team.id, sequence=3)
        lead = self._intake(1, team_id=self.team.id)
        self.assertEqual((lead.user_id, lead.team_id), (self.rep, self.team))
        company = self.env["res.company"].create({"name": "B"})
        lead = self._intake(2, company_id=company.id)
        self.assertFalse(lead.user_id)

    def test_who_is_away_or_gone_is_passed_over(self):
        rule = self._rule()
        now = fields.Datetime.now()
        self.rep.write(
            {
                "out_of_office_from": now - timedelta(days=1),
                "out_of_office_to": now + timedelta(days=1),
            }
        )
        self.assertEqual(self._intake(1, 2).user_id, self.rep2)
        self.rep2.active = False
        self.assertFalse(self._intake(3).user_id)
        self.rep.out_of_office_to = now - timedelta(hours=1)
        self.assertEqual(self._intake(4).user_id, self.rep)
        rule.active = False
        self.assertFalse(self._intake(5).user_id)

    def test_people_outside_sales_are_given_nothing(self):
        self._rule(users=[{"user_id": self.clerk.id}])
        self.assertFalse(self._intake().user_id)

    # -- known already -------------------------------------------------------------

    def test_a_known_customer_goes_to_his_owner(self):
        self._rule(users=[{"user_id": self.rep.id}])
        self.env["res.partner"].create(
            {
                "name": "宁波海曙置业有限公司",
                "is_company": True,
                "user_id": self.rep2.id,
            }
        )
        lead = self._intake(partner_name="宁波海曙置业")
        self.assertEqual(lead.user_id, self.rep2)
        self.assertEqual(lead.intake_conflict_level, "review")
        self.assertFalse(lead.assignment_rule_id)
        self.assertIn("海曙", lead.intake_conflict_html)

    def test_a_known_phone_goes_to_the_leader_where_the_settings_say_so(self):
        self.env.company.lead_conflict_policy = "manager"
        self._rule(users=[{"user_id": self.rep.id}])
        self.env["crm.lead"].create(
            {"name": "x", "phone": "139 1234 0000", "user_id": self.rep2.id}
        )
        lead = self._intake(0, team_id=self.team.id)
        self.assertEqual(lead.user_id, self.leader)
        self.assertTrue(lead.intake_conflict_level)

    def test_a_known_customer_of_nobody_is_never_dropped(self):
        self._rule()
        self._intake(1)
        again = self._intake(1)
        self.assertTrue(again.exists())
        self.assertTrue(again.intake_conflict_level)
        self.assertIn(again.user_id, self.rep | self.rep2)

    def test_the_evidence_is_for_those_who_see_all(self):
        self.env["crm.lead"].create(
            {
                "name": "x",
                "partner_name": "宁波海曙置业有限公司",
                "user_id": self.rep2.id,
                "phone": "13912340000",
            }
        )
        self.env.company.lead_conflict_policy = "manager"
        self.team.user_id = self.rep
        lead = self._intake(0, team_id=self.team.id)
        self.assertEqual(lead.user_id, self.rep)
        mine = lead.with_user(self.rep)
        self.assertTrue(mine.intake_conflict_level)
        for name in ("intake_conflict_html", "intake_conflicts"):
            with self.assertRaises(AccessError):
                mine.read([name])
        self.assertTrue(lead.with_user(self.manager).intake_conflict_html)

    # -- normalising, sources, rights ----------------------------------------------

    def test_texts_are_cleaned_and_the_source_is_kept(self):
        source = self.env["utm.source"].create({"name": "Fair"})
        lead = self._intake(
            partner_name=" 绿城\u202e\n装饰 ",
            phone="１３８ ００１３ ８０００",
            contact_name="x" * 500,
            source_id=source.id,
        )
        self.assertEqual(lead.partner_name, "绿城 装饰")
        self.assertIn("138", lead.phone)
        self.assertEqual(len(lead.contact_name), 60)
        self.assertEqual(lead.source_id, source)
        self.assertEqual(lead.intake_channel, "form")

    def test_how_it_came_is_not_written_by_people(self):
        lead = self._intake()
        lead.user_id = self.rep
        for values in (
            {"intake_channel": "mail"},
            {"intake_conflict_level": False},
            {"assignment_note": "x"},
            {"lead_form_id": False},
            {"consent_at": False},
        ):
            for user in (self.rep, self.manager):
                with self.assertRaisesRegex(AccessError, "cannot be written"):
                    lead.with_user(user).write(values)
        made = (
            self.env["crm.lead"]
            .with_user(self.rep)
            .create({"name": "x", "intake_channel": "mail"})
        )
        self.assertFalse(made.intake_channel)

    def test_rules_and_forms_are_the_managers(self):
        rule = self._rule()
        form = self.env["crm.lead.form"].create({"name": "Fair"})
        for record in (rule, form, rule.member_ids[0]):
            self.assertTrue(record.with_user(self.manager).has_access("write"))
            self.assertFalse(record.with_user(self.rep).has_access("write"))
            self.assertFalse(record.with_user(self.clerk).has_access("read"))
            self.assertFalse(record.with_user(self.client).has_access("read"))

    def test_leads_made_by_hand_are_assigned_by_a_button(self):
        self._rule()
        leads = self.env["crm.lead"].create(
            [{"name": f"x {n}", "user_id": False} for n in range(2)]
        )
        with self.assertRaisesRegex(AccessError, "see all leads"):
            leads.with_user(self.rep).action_assign_by_rule()
        leads.with_user(self.seller).action_assign_by_rule()
        self.assertEqual(leads.user_id, self.rep | self.rep2)
        self.assertEqual(set(leads.mapped("intake_channel")), {"manual"})
        mine = self.env["crm.lead"].create({"name": "y", "user_id": self.seller.id})
        mine.with_user(self.seller).action_assign_by_rule()
        self.assertEqual(mine.user_id, self.seller)

    def test_placing_costs_the_same_for_ten_times_as_many(self):
        self._rule()
        create = self.env["crm.lead"].with_context(tracking_disable=True).create
        few = create([self._vals(n, user_id=False) for n in range(2)])
        many = create([self._vals(n, user_id=False) for n in range(10, 30)])
        few_queries = self._queries(few._intake_place)
        self.assertLessEqual(self._queries(many._intake_place), few_queries + 2)
        self.assertTrue(all(lead.user_id for lead in few | many))
