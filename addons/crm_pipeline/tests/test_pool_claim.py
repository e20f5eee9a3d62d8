from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .pool_common import PoolCase


@tagged("post_install", "-at_install")
class TestPoolClaim(PoolCase):
    """Who claims what from a pool, and how much."""

    def test_the_first_to_claim_has_it_and_the_second_is_told(self):
        self._pooled(self.lead)
        self._claim(self.lead)
        self.assertEqual(self.lead.user_id, self.rep2)
        self.assertFalse(self.lead.pool_id)
        with self.assertRaisesRegex(UserError, "no longer in the public pool"):
            self._claim(self.lead, self.rep3)
        self.assertEqual(self.lead.user_id, self.rep2)

    def test_customers_are_claimed_as_opportunities_are(self):
        self._pooled(self.customer)
        self.assertFalse(self.customer.user_id)
        self._claim(self.customer)
        self.assertEqual(self.customer.user_id, self.rep2)
        nobody = self.env["res.users"]
        self.assertEqual(
            self._history(self.customer)[1:],
            [(self.rep, nobody, "pool"), (nobody, self.rep2, "claim")],
        )

    def test_all_that_hangs_on_a_record_stays(self):
        self.lead.message_post(body="They want to start in May")
        activity = self.lead.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.rep.id
        )
        colleague_s = self.lead.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.rep3.id
        )
        messages = self.lead.message_ids
        kind = self.env.ref("crm_pipeline.crm_follow_up_kind_survey")
        self.lead.with_user(self.rep).env["crm.follow.up"]._record(
            [{"lead_id": self.lead.id, "kind_id": kind.id, "note": "Measured it all"}]
        )
        follow_ups = self.lead.follow_up_ids
        self.assertTrue(follow_ups)
        self._pooled(self.lead)
        self._claim(self.lead)
        self.assertEqual(self.lead.follow_up_ids, follow_ups)
        self.assertEqual(self.lead.message_ids & messages, messages)
        self.assertEqual(activity.user_id, self.rep2)
        self.assertEqual(colleague_s.user_id, self.rep3)

    def test_a_day_allows_five_claims(self):
        leads = [self._new_lead(name=f"Lead {number}") for number in range(7)]
        self._pooled(*leads)
        for lead in leads[:5]:
            self._claim(lead)
        self.assertEqual(self.pool.with_user(self.rep2).claims_left, 0)
        with self.assertRaisesRegex(UserError, "that is the daily limit"):
            self._claim(leads[5])
        self.assertTrue(leads[5].pool_id)
        self._claim(leads[5], self.rep3)
        self._at(hours=14, minutes=59)
        with self.assertRaisesRegex(UserError, "that is the daily limit"):
            self._claim(leads[6])
        self._at(hours=15)
        self._claim(leads[6])
        self.assertEqual(leads[6].user_id, self.rep2)

    def test_a_pool_that_allows_no_claim_allows_none(self):
        self.pool.claim_per_day = 0
        self._pooled(self.lead)
        with self.assertRaisesRegex(UserError, "that is the daily limit"):
            self._claim(self.lead)

    def test_who_holds_enough_claims_no_more(self):
        self.pool.hold_max = 2
        held = [self._new_lead(self.rep2) for _number in range(2)]
        self._pooled(self.lead, self.customer)
        with self.assertRaisesRegex(UserError, "You have 2 open records"):
            self._claim(self.lead)
        self._claim(self.customer)
        held[0].action_set_lost()
        self._claim(self.lead)
        self.assertEqual(self.lead.user_id, self.rep2)

    def test_the_last_owner_waits_for_the_cool_down(self):
        self._pooled(self.lead)
        with self.assertRaisesRegex(UserError, "You had .* yourself not long ago"):
            self._claim(self.lead, self.rep)
        self._at(days=30, minutes=1)
        self._claim(self.lead, self.rep)
        self.assertEqual(self.lead.user_id, self.rep)

    def test_every_owner_of_the_time_waits_not_only_the_last(self):
        self._pooled(self.lead)
        self._at(days=5)
        self._claim(self.lead)
        self._at(days=10)
        self._pooled(self.lead)
        self._at(days=29)
        for user in (self.rep, self.rep2):
            with self.assertRaisesRegex(UserError, "yourself not long ago"):
                self._claim(self.lead, user)
        self._at(days=31)
        self._claim(self.lead, self.rep)

    def test_who_handed_it_over_before_waits_too(self):
        self.lead.user_id = self.rep3
        self._pooled(self.lead)
        with self.assertRaisesRegex(UserError, "yourself not long ago"):
            self._claim(self.lead, self.rep)

    def test_two_people_do_not_exchange_records(self):
        theirs = self._new_lead(self.rep2, name="滨江酒店")
        self._pooled(self.lead, theirs)
        self._claim(self.lead, self.rep2)
        with self.assertRaisesRegex(UserError, "exchange through the pool"):
            self._claim(theirs, self.rep)
        self._claim(theirs, self.rep3)

    def test_an_exchange_through_opportunity_and_customer_is_one_too(self):
        theirs = self._new_customer(self.rep2)
        self._pooled(self.lead, theirs)
        self._claim(self.lead, self.rep2)
        with self.assertRaisesRegex(UserError, "exchange through the pool"):
            self._claim(theirs, self.rep)

    def test_after_the_cool_down_it_is_no_exchange(self):
        theirs = self._new_lead(self.rep2)
        self._pooled(self.lead, theirs)
        self._claim(self.lead, self.rep2)
        self._at(days=31)
        self._claim(theirs, self.rep)
        self.assertEqual(theirs.user_id, self.rep)

    def test_members_alone_claim(self):
        self.pool.member_ids = self.rep3
        self._pooled(self.lead)
        for user in (self.rep2, self.clerk, self.client):
            with self.assertRaisesRegex(AccessError, "You are no member"):
                self._claim(self.lead, user)
        self._claim(self.lead, self.rep3)

    def test_another_company_s_people_do_not_claim(self):
        branch = self.env["res.company"].create({"name": "Branch"})
        self.rep2.write({"company_ids": [(6, 0, branch.ids)], "company_id": branch.id})
        self._pooled(self.lead)
        with self.assertRaises(AccessError):
            self._claim(self.lead)

    def test_a_pooled_record_is_not_taken_by_writing_the_salesperson(self):
        self._pooled(self.lead, self.customer)
        for user in (self.rep2, self.manager):
            with self.assertRaisesRegex(UserError, "is in the public pool"):
                self.customer.with_user(user).user_id = user
            with self.assertRaisesRegex(UserError, "is in the public pool"):
                self.lead.with_user(user).user_id = self.rep2

    def test_the_pool_fields_are_not_written(self):
        for user in (self.rep, self.manager):
            for name in ("pool_id", "pooled_at", "pool_previous_user_id"):
                with self.assertRaisesRegex(AccessError, "cannot be written"):
                    self.lead.with_user(user).write({name: False})

    def test_the_manager_assigns_past_the_limits_and_says_why(self):
        self._pooled(self.lead)
        wizard = (
            self.env["crm.pool.assign"]
            .with_user(self.manager)
            .create(
                {
                    "record_ids": [(6, 0, self._row(self.lead, self.manager).ids)],
                    "user_id": self.rep.id,
                    "note": "Knows the client",
                }
            )
        )
        wizard.action_assign()
        self.assertEqual(self.lead.user_id, self.rep)
        line = self.lead.ownership_ids.sorted("id")[-1]
        self.assertEqual(line.reason, "assigned")
        self.assertEqual(
            (line.note, line.decided_by_id), ("Knows the client", self.manager)
        )

    def test_others_do_not_assign(self):
        self._pooled(self.lead)
        with self.assertRaisesRegex(AccessError, "Only managers assign"):
            self.lead.with_user(self.rep2)._assign_from_pool(self.rep2)
        self.pool.manager_ids = self.leader
        self.lead.with_user(self.leader)._assign_from_pool(self.rep3)
        self.assertEqual(self.lead.user_id, self.rep3)

    def test_an_owner_gives_up_with_a_reason(self):
        self._give_up(self.lead)
        nobody = self.env["res.users"]
        self.assertEqual(self.lead.pool_id, self.pool)
        self.assertEqual(self._history(self.lead)[1:], [(self.rep, nobody, "released")])
        self.assertEqual(self.lead.ownership_ids.sorted("id")[-1].note, "Too far away")

    def _give_up(self, lead, user=None):
        wizard = self.env["crm.pool.release"].with_user(user or self.rep)
        wizard.create(
            {"lead_ids": [(6, 0, lead.ids)], "note": "Too far away"}
        ).action_release()

    def test_a_protected_record_is_not_given_up(self):
        self.lead.protected_until = "2026-04-01"
        with self.assertRaisesRegex(UserError, "its protection runs"):
            self._give_up(self.lead)

    def test_a_colleague_s_record_is_not_given_up(self):
        with self.assertRaises(AccessError):
            self._give_up(self.lead, self.rep2)

    def test_a_region_without_a_pool_is_told(self):
        self.pool.team_ids = self.env["crm.team"].create({"name": "Shanghai"})
        with self.assertRaisesRegex(UserError, "There is no public pool"):
            self._give_up(self.lead)

    def test_a_record_moved_twice_is_moved_once(self):
        self.assertEqual(len(self.lead.sudo()._move_to_pool(self.pool)), 1)
        self.assertFalse(self.lead.sudo()._move_to_pool(self.pool))
        self.assertEqual(len(self.lead.ownership_ids), 2)
