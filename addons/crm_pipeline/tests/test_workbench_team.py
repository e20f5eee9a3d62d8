from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError

from .workbench_common import WorkbenchCase

#: All that opening the team's view may cost.
QUERIES = 30


class TestWorkbenchTeam(WorkbenchCase):
    """What leaders see of what waits in their teams, and what they do about it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stranger = cls._new_user(
            "stranger", "sales_team.group_sale_salesman", "外人"
        )
        cls.other_team = cls.env["crm.team"].create(
            {"name": "Other", "member_ids": cls.stranger.ids}
        )

    def _people(self, user=None):
        team = self._bench(user or self.leader).load_team()
        return {
            person["id"]: {
                key: (count["open"], count["late"])
                for key, count in person["kinds"].items()
            }
            for person in team["people"]
        }

    def _waits(self, lead, hours=3):
        lead.unanswered_since = fields.Datetime.now() - timedelta(hours=hours)

    def test_a_leader_sees_what_waits_for_each_of_his_people(self):
        self._activity(days=-1)
        self._activity(days=0)
        self._activity(days=1)
        other = self._new_lead(self.rep2, protected_until=self._days(2))
        self._activity(other, self.rep2, days=-3)
        self._waits(other)
        self._waits(self.lead, hours=0.5)
        for user in (self.leader, self.manager):
            people = self._people(user)
            self.assertEqual(
                people[self.rep.id], {"activity": (2, 1), "unanswered": (1, 0)}
            )
            self.assertEqual(
                people[self.rep2.id],
                {"activity": (1, 1), "unanswered": (1, 1), "protection": (1, 0)},
            )
        people = self._bench(self.leader).load_team()["people"]
        self.assertEqual([each["late"] for each in people], [2, 1])
        self.assertEqual(people[0]["teams"], self.team.ids)

    def test_he_sees_his_own_teams_alone_and_what_he_may_read(self):
        foreign = self._new_lead(self.stranger, team_id=self.other_team.id)
        self._activity(foreign, self.stranger, days=-1)
        # One of his people works in another team, too.
        elsewhere = self._new_lead(self.rep, team_id=self.other_team.id)
        elsewhere.team_id = self.other_team
        self._activity(elsewhere, self.rep, days=-1)
        self._waits(elsewhere)
        people = self._people()
        self.assertEqual(set(people), {self.rep.id, self.rep2.id})
        self.assertEqual(people[self.rep.id], {})
        self.assertEqual(
            self._people(self.manager)[self.stranger.id]["activity"], (1, 1)
        )
        bench = self._bench(self.leader)
        for call in (
            lambda: bench.get_team_action("activity", self.stranger.id),
            lambda: bench.load_team_cards("activity", self.stranger.id),
            lambda: bench.remind_member(self.stranger.id),
            lambda: bench.reassign(
                "unanswered", elsewhere.id, self.stranger.id, self.rep.id
            ),
        ):
            with self.assertRaisesRegex(AccessError, "not in your teams"):
                call()

    def test_each_number_opens_its_records(self):
        self._activity(days=-2, summary="问预算")
        today = self._activity(days=0, summary="发案例")
        self._activity(days=1)
        bench = self._bench(self.leader)
        cards = bench.load_team_cards("activity", self.rep.id)
        self.assertEqual([card["title"] for card in cards], ["问预算", "发案例"])
        self.assertEqual(cards[0]["when"], "2 days late")
        self.assertFalse(cards[0]["acts"])
        action = bench.get_team_action("activity", self.rep.id)
        self.assertIn(today.id, action["domain"][0][2])
        self.assertEqual(len(action["domain"][0][2]), 2)
        self.assertIn(self.rep.name, action["name"])
        self.assertEqual(bench.load_team_cards("unanswered", self.rep.id), [])

    def test_who_leads_nobody_sees_no_team(self):
        for user in (self.rep, self.seller, self.clerk):
            self.assertFalse(self._bench(user).load()["has_team"])
            for call in (
                lambda bench: bench.load_team(),
                lambda bench: bench.load_team_cards("activity", self.rep.id),
                lambda bench: bench.get_team_action("activity", self.rep.id),
                lambda bench: bench.remind_member(self.rep.id),
                lambda bench: bench.reassign(
                    "unanswered", self.lead.id, self.rep.id, self.rep2.id
                ),
            ):
                with self.assertRaisesRegex(AccessError, "lead no sales team"):
                    call(self._bench(user))
        with self.assertRaises(AccessError):
            self._bench(self.client).load_team()
        self.assertTrue(self._bench(self.leader).load()["has_team"])

    def test_what_somebody_has_put_off_still_waits_for_his_leader(self):
        self.lead.protected_until = self._days(2)
        self._act("protection", self.lead, "postpone", until="next_week")
        self.assertFalse(self._cards("protection"))
        self.assertEqual(self._people()[self.rep.id]["protection"], (1, 0))

    def test_a_returned_registration_waits_for_its_rep(self):
        self._decide(self._submitted(), "return", "Which floor?")
        self.assertEqual(self._people()[self.rep.id]["registration"], (1, 0))
        bench = self._bench(self.leader)
        (card,) = bench.load_team_cards("registration", self.rep.id)
        self.assertEqual(card["detail"], "Which floor?")

    # -- acts ------------------------------------------------------------------------

    def test_he_reminds_somebody_once_an_hour_in_that_person_s_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.rep.lang = "zh_CN"
        self._activity(days=-1)
        self._waits(self.lead)
        bench = self._bench(self.leader)
        self.assertIn("is reminded", bench.remind_member(self.rep.id))
        self.assertIn("already", bench.remind_member(self.rep.id))
        events = self.env["crm.business.event"].search(
            [("kind", "=", "workbench.reminded")]
        )
        self.assertEqual(events.audience_ids, self.rep)
        self.assertFalse(events.partner_id, "It is no line of a customer's timeline")
        self.assertIn("周敏", events.name)
        self.assertNotIn("Follow-ups", events.name)
        message = self.env["mail.message"].search(
            [("partner_ids", "in", self.rep.partner_id.ids)], limit=1
        )
        self.assertEqual(message.subject, events.name)

    def test_nobody_is_reminded_of_nothing(self):
        answer = self._bench(self.leader).remind_member(self.rep2.id)
        self.assertIn("Nothing waits", answer)
        self.assertFalse(
            self.env["crm.business.event"].search([("kind", "=", "workbench.reminded")])
        )

    def test_he_gives_a_waiting_customer_to_another_with_the_tasks(self):
        self._waits(self.lead)
        task = self._activity(days=-1)
        bench = self._bench(self.leader)
        answer = bench.reassign("unanswered", self.lead.id, self.rep.id, self.rep2.id)
        self.assertIn(self.rep2.name, answer["message"])
        self.assertEqual((self.lead.user_id, task.user_id), (self.rep2, self.rep2))
        row = self.env["crm.ownership"].search(
            [("lead_id", "=", self.lead.id)], limit=1
        )
        self.assertEqual(
            (row.previous_user_id, row.user_id, row.decided_by_id),
            (self.rep, self.rep2, self.leader),
        )
        again = bench.reassign("unanswered", self.lead.id, self.rep.id, self.rep2.id)
        self.assertTrue(again["is_gone"])
        self.assertEqual(self._people()[self.rep.id], {})

    def test_a_task_goes_with_its_lead_which_the_other_could_not_read(self):
        task = self._activity(days=-1)
        bench = self._bench(self.leader)
        bench.reassign("activity", task.id, self.rep.id, self.rep2.id)
        self.assertEqual((self.lead.user_id, task.user_id), (self.rep2, self.rep2))
        self.assertTrue(self._cards("activity", self.rep2)[0]["open"])

    def test_a_task_on_somebody_else_s_lead_goes_alone(self):
        other = self._new_lead(self.leader)
        task = self._activity(other, self.rep, days=-1)
        self._bench(self.leader).reassign(
            "activity", task.id, self.rep.id, self.leader.id
        )
        self.assertEqual((other.user_id, task.user_id), (self.leader, self.leader))

    def test_a_returned_registration_is_not_given_away_and_nothing_to_a_stranger(self):
        self._waits(self.lead)
        bench = self._bench(self.leader)
        for kind, receiver, error in (
            ("registration", self.rep2, UserError),
            ("unanswered", self.rep, UserError),
            ("unanswered", self.stranger, AccessError),
            ("nonsense", self.rep2, AccessError),
        ):
            with self.assertRaises(error):
                bench.reassign(kind, self.lead.id, self.rep.id, receiver.id)
        self.assertEqual(self.lead.user_id, self.rep)

    # -- cost ------------------------------------------------------------------------

    def test_it_costs_the_same_at_ten_times_the_records(self):
        def fill(count):
            quiet = self.env["crm.lead"].with_context(
                mail_auto_subscribe_no_notify=True, tracking_disable=True
            )
            leads = quiet.create(
                [
                    {
                        "name": f"Hall {number}",
                        "type": "opportunity",
                        "user_id": user.id,
                        "team_id": self.team.id,
                        "protected_until": self._days(2),
                    }
                    for number in range(count)
                    for user in (self.rep, self.rep2)
                ]
            )
            self._waits(leads)
            for lead in leads:
                self._activity(lead, lead.user_id, days=-1)

        fill(2)
        costs = []
        for more in (0, 18):
            fill(more)
            bench = self._bench(self.leader)
            bench.load_team()
            costs.append(
                (
                    self._queries(bench.load_team),
                    self._queries(bench.load_team_cards, "activity", self.rep.id),
                )
            )
        self.assertEqual(self._people()[self.rep.id]["activity"], (20, 20))
        self.assertLessEqual(costs[1], costs[0])
        self.assertLessEqual(costs[1][0], QUERIES)
