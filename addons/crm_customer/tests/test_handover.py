from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .handover_common import HandoverCase


@tagged("post_install", "-at_install")
class TestHandover(HandoverCase):
    """A colleague's customers go to others, and nothing of them is lost."""

    def _activity(self, record, user=None, **values):
        return record.activity_schedule(
            "mail.mail_activity_data_call", user_id=(user or self.rep).id, **values
        )

    def test_it_shows_before_it_acts(self):
        self._activity(self.leads[0])
        self.contact.write({"parent_id": self.customers[0].id, "user_id": self.rep.id})
        handover = self._prepare()
        self.assertEqual(
            self._counts(handover),
            {"customer": 4, "contact": 1, "lead": 4, "activity": 1},
        )
        self.assertEqual(self.customers.user_id, self.rep)
        self.assertEqual(handover.state, "draft")

    def test_all_that_is_shown_goes_and_nothing_else(self):
        theirs = self._new_customers(1, self.seller)
        won = self._new_leads(self.customers[0])
        won.action_set_won()
        activity = self._activity(self.leads[0], date_deadline="2030-05-04")
        self._activity(self.leads[1], self.seller)
        handover = self._prepare()
        handover.action_hand_over()
        self.assertEqual((self.customers | self.leads.partner_id).user_id, self.rep2)
        self.assertEqual(self.leads.user_id, self.rep2)
        self.assertEqual(won.user_id, self.rep, "who won it keeps it")
        self.assertEqual(theirs.user_id, self.seller)
        self.assertEqual(activity.user_id, self.rep2)
        self.assertEqual(fields.Date.to_string(activity.date_deadline), "2030-05-04")
        self.assertEqual(self.leads[1].activity_ids.user_id, self.seller)

    def test_it_is_kept_who_gave_what_to_whom(self):
        handover = self._prepare()
        handover.action_hand_over()
        self.assertEqual(handover.state, "done")
        self.assertEqual(handover.done_by_id, self.manager)
        self.assertEqual(handover.moved_to_ids, self.rep2)
        self.assertEqual(self._counts(handover), {"customer": 4, "lead": 4})
        received = handover.with_user(self.rep2).action_open_kind("lead")
        self.assertEqual(received["domain"], [("id", "in", self.leads.ids)])
        with self.assertRaisesRegex(UserError, "is done and stays as it was"):
            handover.note = "Other"
        with self.assertRaisesRegex(UserError, "is done and stays as it was"):
            handover.unlink()

    def test_each_record_has_one_line_of_history_and_one_of_chatter(self):
        before = {record: len(record.message_ids) for record in self.leads}
        self._prepare(reason="transfer").action_hand_over()
        for record in [*self.customers, *self.leads]:
            row = record.ownership_ids.sorted("id")[-1]
            self.assertEqual(
                (row.previous_user_id, row.user_id, row.reason, row.decided_by_id),
                (self.rep, self.rep2, "handover", self.manager),
            )
            self.assertEqual(row.note, "Other Position or Team · Moves to Shanghai")
            self.assertEqual(row.changed_at, record.owned_since)
        for lead, count in before.items():
            self.assertEqual(len(lead.message_ids), count + 1)
            self.assertIn(
                "Handed over from Li Na to Wang Qiang", lead.message_ids[0].body
            )

    def test_who_leaves_follows_no_more_and_the_successor_does(self):
        lead = self.leads[0]
        lead.message_subscribe(self.rep.partner_id.ids)
        self._prepare().action_hand_over()
        self.assertIn(self.rep2.partner_id, lead.message_partner_ids)
        self.assertNotIn(self.rep.partner_id, lead.message_partner_ids)

    def test_the_successor_hears_of_it_once(self):
        handover = self._prepare()
        handover.action_hand_over()
        event = self.env["crm.business.event"].search(
            [("kind", "=", "customer.handed_over"), ("res_id", "=", handover.id)]
        )
        self.assertEqual(event.audience_ids, self.rep2)
        self.assertIn("Customers: 4", event.name)
        notified = self.env["mail.notification"].search(
            [("res_partner_id", "=", self.rep2.partner_id.id)]
        )
        self.assertEqual(len(notified), 1)
        self.assertEqual(notified.mail_message_id.res_id, handover.id)

    def test_somebody_who_has_left_already_hands_over_too(self):
        self.rep.active = False
        handover = self._prepare()
        handover.action_hand_over()
        self.assertEqual(self.customers.user_id, self.rep2)

    def test_chosen_customers_go_and_the_others_stay(self):
        chosen = self.customers[:2]
        lead = self.env["crm.lead"].create({"name": "Alone", "user_id": self.rep.id})
        handover = self._prepare(**self._chosen(chosen))
        self.assertEqual(self._counts(handover), {"customer": 2, "lead": 2})
        handover.action_hand_over()
        self.assertEqual(chosen.user_id, self.rep2)
        self.assertEqual(self.customers[2:].user_id, self.rep)
        self.assertEqual((self.leads[2:] | lead).user_id, self.rep)

    def test_each_customer_may_go_to_somebody_else(self):
        chosen = self._chosen(self.customers[:2], [self.seller])
        self._prepare(**chosen).action_hand_over()
        self.assertEqual(self.customers[0].user_id, self.seller)
        self.assertEqual(self.leads[0].user_id, self.seller)
        self.assertEqual(self.customers[1].user_id, self.rep2)

    def test_exceptions_of_a_whole_portfolio(self):
        chosen = self._chosen(self.customers[:1], [self.seller])
        handover = self._prepare(**{**chosen, "scope": "all", "has_exceptions": True})
        handover.action_hand_over()
        self.assertEqual(
            (self.customers[0].user_id, self.leads[0].user_id), (self.seller,) * 2
        )
        self.assertEqual(self.customers[1:].user_id, self.rep2)
        self.assertEqual(handover.moved_to_ids, self.seller | self.rep2)

    def test_in_turn_all_get_as_many_each_with_all_of_a_customer(self):
        self.team.member_ids |= self.seller
        activities = self.env["mail.activity"].union(
            *(self._activity(lead) for lead in self.leads)
        )
        handover = self._prepare(way="turns", receiver_id=False, team_id=self.team.id)
        self.assertEqual(handover.receiver_ids, self.rep2 | self.seller)
        handover.action_hand_over()
        for user in (self.rep2, self.seller):
            mine = self.customers.filtered(lambda c, user=user: c.user_id == user)
            self.assertEqual(len(mine), 2)
        for lead, activity in zip(self.leads, activities, strict=True):
            self.assertEqual(lead.user_id, lead.partner_id.user_id)
            self.assertEqual(activity.user_id, lead.user_id)

    def test_what_changed_owner_meanwhile_is_left_alone_and_named(self):
        handover = self._prepare(**self._chosen(self.customers))
        self.customers[0].user_id = self.seller
        self.assertEqual(handover.preview["left"], "Customer 0")
        handover.action_hand_over()
        self.assertEqual(self.customers[0].user_id, self.seller)
        self.assertEqual(self.customers[1:].user_id, self.rep2)

    def test_a_second_run_finds_nothing(self):
        self._prepare().action_hand_over()
        again = self._prepare(receiver_id=self.seller.id)
        with self.assertRaisesRegex(UserError, "Li Na has nothing"):
            again.action_hand_over()
        self.assertEqual(self.customers.user_id, self.rep2)

    def test_the_same_handover_runs_once(self):
        handover = self._prepare()
        handover.action_hand_over()
        with self.assertRaisesRegex(UserError, "is done and stays"):
            handover.action_hand_over()

    def test_the_team_follows_the_new_owner(self):
        other = self.env["crm.team"].create(
            {"name": "Shanghai", "member_ids": [(6, 0, self.seller.ids)]}
        )
        self._prepare(receiver_id=self.seller.id).action_hand_over()
        self.assertEqual(self.leads.team_id, other)

    def test_from_a_list_of_customers(self):
        action = self.customers[:2].with_user(self.manager).action_hand_over()
        handover = (
            self.env["crm.customer.handover"]
            .with_user(self.manager)
            .with_context(**action["context"])
            .create({"receiver_id": self.rep2.id})
        )
        self.assertEqual(handover.line_ids.partner_id, self.customers[:2])
        self.customers[0].user_id = self.seller
        with self.assertRaisesRegex(UserError, "are of several people"):
            self.customers.with_user(self.manager).action_hand_over()

    def test_ten_times_the_customers_cost_the_same(self):
        # Of another team, so that the team of each of them changes, too.
        self.env["crm.team"].create(
            {"name": "Shanghai", "member_ids": [(6, 0, self.seller.ids)]}
        )

        def queries(number):
            customers = self._new_customers(number)
            self._new_leads(customers)
            self.leads.flush_model()
            chosen = self._chosen(customers)
            handover = self._prepare(**chosen, receiver_id=self.seller.id)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            handover.action_hand_over()
            self.env.flush_all()
            self.assertEqual(customers.user_id, self.seller)
            return self.env.cr.sql_log_count - before

        queries(2)
        few, many = queries(9), queries(90)
        # A cache that is filled or not makes a query or two.
        self.assertAlmostEqual(many, few, delta=3)
