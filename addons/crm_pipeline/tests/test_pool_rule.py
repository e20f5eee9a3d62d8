from datetime import timedelta

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .pool_common import START, SweepCase


@tagged("post_install", "-at_install")
class TestPoolRule(SweepCase):
    """What a rule takes, from when on, and what it never takes."""

    def _takes(self, record, **delta):
        """Return whether the night at ``delta`` takes ``record``."""
        self._night(**delta)
        return bool(record.pool_id)

    def test_nothing_is_taken_on_the_first_night(self):
        self.assertFalse(self._takes(self.lead, hours=17))
        self.assertEqual(self.lead.user_id, self.rep)

    def test_a_record_never_followed_up_is_taken_after_its_days(self):
        self.assertFalse(self._takes(self.lead, days=15))
        self.assertTrue(self._takes(self.lead, days=16))
        nobody = self.env["res.users"]
        self.assertEqual(self._history(self.lead)[1:], [(self.rep, nobody, "pool")])
        self.assertEqual(self.lead.ownership_ids.sorted("id")[-1].note, self.rule.name)

    def test_a_handover_starts_the_days_anew(self):
        self._at(days=10)
        self.lead.user_id = self.rep2
        self.assertFalse(self._takes(self.lead, days=20))
        self.assertTrue(self._takes(self.lead, days=26))

    def test_an_effective_follow_up_starts_the_days_anew_and_an_edit_does_not(self):
        edited = self._new_lead(name="Edited")
        self._at(days=10)
        edited.with_user(self.rep).write({"name": "Edited again", "phone": "1"})
        self.env["crm.follow.up"]._record(
            [
                {
                    "lead_id": self.lead.id,
                    "kind_id": self.env.ref("crm_pipeline.crm_follow_up_kind_visit").id,
                    "note": "Saw the site",
                }
            ]
        )
        self._night(days=16)
        self.assertTrue(edited.pool_id)
        self.assertFalse(self.lead.pool_id)
        self.assertTrue(self._takes(self.lead, days=26))

    def test_the_earlier_owner_s_contact_does_not_make_a_claimed_record_due(self):
        self._night(days=16)
        self._claim(self.lead)
        self.assertFalse(self._takes(self.lead, days=17))

    def test_a_meeting_held_counts_before_the_sweep(self):
        self.env["calendar.event"].create(
            {
                "name": "Review",
                "start": START + timedelta(days=14),
                "stop": START + timedelta(days=14, hours=1),
                "opportunity_id": self.lead.id,
            }
        )
        self.assertFalse(self._takes(self.lead, days=16))

    def test_what_is_exempt_is_never_taken(self):
        protected = self._new_lead(protected_until="2026-12-31")
        registered = self._converted().lead_id
        registered.sudo().protected_until = False
        registered.registration_id.sudo().state = "submitted"
        won, lost = self._new_lead(), self._new_lead()
        won.action_set_won()
        lost.action_set_lost()
        self._night(days=300)
        self.assertTrue(self.lead.pool_id)
        for lead in protected | registered | won | lost:
            self.assertFalse(lead.pool_id)
            self.assertTrue(lead.user_id)

    def test_a_pending_approval_exempts(self):
        request = self.env["crm.approval.request"]
        domain = request._get_pending_domain("crm.lead")
        self.assertFalse(self.lead.search(domain))
        pending = self._submitted().approval_request_id
        pending.sudo().write({"res_model": "crm.lead", "res_id": self.lead.id})
        self.env.flush_all()
        self.assertEqual(self.lead.search(domain), self.lead)
        self.assertFalse(self._takes(self.lead, days=300))

    def test_customers_without_an_opportunity_are_taken(self):
        self._new_rule(model="res.partner", condition="no_opportunity", days=60)
        busy = self._new_customer()
        self._new_lead(partner_id=busy.id, protected_until="2027-01-01")
        contact = self._new_customer(parent_id=self.customer.id, is_company=False)
        self._night(days=59)
        self.assertFalse(self.customer.pool_id)
        self._night(days=61)
        self.assertTrue(self.customer.pool_id)
        self.assertFalse(busy.pool_id)
        self.assertFalse(contact.pool_id)
        self.assertEqual(contact.user_id, self.rep)

    def test_customers_without_a_deal_are_taken(self):
        self._new_rule(model="res.partner", condition="no_contract", days=180)
        dealt = self._new_customer()
        self._at(days=100)
        self._new_lead(partner_id=dealt.id).action_set_won()
        self._night(days=181)
        self.assertTrue(self.customer.pool_id)
        self.assertFalse(dealt.pool_id)

    def test_colleagues_are_no_customers(self):
        self._new_rule(model="res.partner", condition="no_opportunity", days=60)
        self.rep3.partner_id.user_id = self.rep
        self._night(days=61)
        self.assertFalse(self.rep3.partner_id.pool_id)

    def test_leads_not_yet_opportunities_are_taken(self):
        self.rule.active = False
        self._new_rule(condition="no_opportunity", days=60)
        lead = self._new_lead(type="lead")
        self._night(days=61)
        self.assertTrue(lead.pool_id)
        self.assertFalse(self.lead.pool_id)

    def test_a_record_falls_into_the_pool_of_the_first_rule(self):
        second = self.pool.copy({"name": "Second"})
        self._new_rule(pool_id=second.id, sequence=20)
        self._night(days=16)
        self.assertEqual(self.lead.pool_id, self.pool)
        lines = self.env["crm.pool.run.line"].search([("lead_id", "=", self.lead.id)])
        self.assertEqual(len(lines), 1)

    def test_a_pool_takes_its_teams_and_regions_alone(self):
        zhejiang = self.env.ref("base.state_cn_ZJ")
        self.pool.state_ids = zhejiang
        self.pool.team_ids = self.team
        here = self._new_lead(state_id=zhejiang.id)
        other_team = self._new_lead(
            state_id=zhejiang.id, team_id=self.env["crm.team"].create({"name": "B"}).id
        )
        self._night(days=16)
        self.assertTrue(here.pool_id)
        self.assertFalse(self.lead.pool_id)
        self.assertFalse(other_team.pool_id)

    def test_another_company_s_records_stay(self):
        branch = self.env["res.company"].create({"name": "Branch"})
        theirs = self._new_lead(user_id=False, team_id=False, company_id=branch.id)
        self.rep2.company_ids |= branch
        theirs.user_id = self.rep2
        self._night(days=16)
        self.assertFalse(theirs.pool_id)

    def test_a_filter_narrows_a_rule(self):
        bystander = self._new_lead(name="Bystander")
        self._night(days=16)
        self.assertFalse(bystander.pool_id)
        self.assertTrue(self.lead.pool_id)

    def test_a_wrong_filter_is_refused(self):
        for domain in ("[('nonsense', '=', 1)]", "[(", "__import__('os')"):
            with self.assertRaisesRegex(ValidationError, "is no filter for"):
                self.rule.with_user(self.manager).domain = domain

    # -- from when on --------------------------------------------------------------

    def test_a_change_takes_effect_on_the_next_day(self):
        self._at(days=10)
        self.rule.with_user(self.manager).days = 5
        self.assertTrue(self.rule.is_pending)
        self.assertFalse(self._takes(self.lead))
        self.assertFalse(self._takes(self.lead, days=10, hours=14, minutes=59))
        self.assertTrue(self._takes(self.lead, days=10, hours=15))
        self.assertFalse(self.rule.is_pending)

    def test_until_then_the_rule_works_as_before(self):
        self._at(days=16)
        self.rule.with_user(self.manager).days = 99
        self.rule.with_user(self.manager).days = 88
        self.assertTrue(self._takes(self.lead))

    def test_a_new_rule_begins_tomorrow(self):
        self.rule.active = False
        self._at(days=16)
        self._new_rule(in_force=False)
        self.assertFalse(self._takes(self.lead))
        self.assertTrue(self._takes(self.lead, days=17))

    def test_switching_off_works_at_once_and_on_tomorrow(self):
        self._at(days=16)
        self.rule.with_user(self.manager).active = False
        self.assertFalse(self._takes(self.lead))
        self._at(days=17)
        self.rule.with_user(self.manager).active = True
        self.assertFalse(self._takes(self.lead))
        self.assertTrue(self._takes(self.lead, days=18))

    def test_renaming_a_rule_changes_nothing(self):
        self._at(days=10)
        self.rule.name = "Else"
        self.assertFalse(self.rule.is_pending)

    def test_nobody_writes_from_when_a_rule_is_in_force(self):
        rule = self.rule.with_user(self.manager)
        for name in ("effective_from", "terms_before"):
            with self.assertRaises(AccessError):
                rule.write({name: False})

    def test_rules_are_kept_by_managers(self):
        for user in (self.rep, self.leader, self.all_seller):
            with self.assertRaises(AccessError):
                self.rule.with_user(user).read(["days"])

    def test_the_shipped_rules_are_off(self):
        for name in ("lead_follow_up", "partner_opportunity", "partner_contract"):
            rule = self.env.ref(f"crm_pipeline.crm_pool_rule_{name}")
            self.assertFalse(rule.active)

    def test_a_new_company_has_a_pool_and_rules_that_are_off(self):
        branch = self.env["res.company"].create({"name": "Branch"})
        pool = self.env["crm.pool"].search([("company_id", "=", branch.id)])
        self.assertEqual(len(pool), 1)
        self.assertEqual(pool.rule_ids.mapped("active"), [False] * 3)

    # -- simulation ----------------------------------------------------------------

    def test_a_simulation_says_what_of_whom_and_writes_nothing(self):
        self._new_lead(self.rep2, expected_revenue=50000)
        self._at(days=16)
        fresh = self._new_lead()
        rule = self.rule.with_user(self.manager)
        action = rule.simulate()
        seen = self.env["crm.lead"].with_user(self.manager).search(action["domain"])
        self.assertIn(self.lead, seen)
        self.assertNotIn(fresh, seen)
        self.assertEqual(action["context"]["group_by"], "user_id")
        found = rule._simulate()
        self.assertEqual(found["count"], len(seen))
        self.assertEqual(found["owners"], len(seen.user_id))
        self.assertEqual(found["revenue"], sum(seen.mapped("expected_revenue")))
        self.assertFalse(self.lead.pool_id)
        self.assertFalse(self.env["crm.pool.run"].search([]))

    def test_a_simulation_tries_a_rule_that_is_off_as_it_stands_now(self):
        self.rule.write({"active": False, "days": 3})
        self._at(days=4)
        seen = self.env["crm.lead"].search(self.rule.simulate()["domain"])
        self.assertIn(self.lead, seen)

    def test_a_simulation_leaves_out_what_an_earlier_rule_takes(self):
        later = self._new_rule(sequence=20)
        self._at(days=16)
        self.assertFalse(self.env["crm.lead"].search(later.simulate()["domain"]))

    def test_a_simulation_and_the_night_agree(self):
        for number in range(3):
            self._new_lead(name=f"Lead {number}")
        self._new_lead(protected_until="2026-12-31")
        self._at(days=16)
        expected = self.rule._simulate()["count"]
        self.assertEqual(self._night().line_count, expected)
