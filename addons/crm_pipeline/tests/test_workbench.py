from odoo.exceptions import AccessError, UserError

from .workbench_common import WorkbenchCase


class TestWorkbench(WorkbenchCase):
    """What stands on whose workbench, and how pressing it is."""

    def test_it_shows_what_is_due_and_nothing_of_a_colleague(self):
        late = self._activity(days=-2)
        today = self._activity(days=0)
        self._activity(days=1)
        foreign = self._activity(user=self.rep2)
        self.assertEqual(self._ids("activity"), [late.id, today.id])
        self.assertEqual(self._ids("activity", self.rep2), [foreign.id])
        self.assertEqual(self._ids("activity", self.manager), [])

    def test_a_card_says_what_and_how_late_and_whom_to_call(self):
        self._activity(days=-2, note="<p>Mr Zhao wants <b>two</b> variants</p>")
        (card,) = self._cards("activity")
        self.assertEqual(card["title"], "问预算")
        self.assertEqual(card["subtitle"], "西溪展厅")
        self.assertEqual((card["level"], card["when"]), ("late", "2 days late"))
        self.assertEqual(card["phone"], "13857102231")
        self.assertIn("variants", card["detail"])
        self.assertNotIn("<", card["detail"])
        self.assertEqual(card["open"], ["crm.lead", self.lead.id])

    def test_what_is_late_stands_first_whatever_it_is(self):
        self._activity(days=0)
        self.lead.protected_until = self._days(3)
        late = self._activity(days=-1)
        found = [(card["kind"], card["level"]) for card in self._cards()]
        self.assertEqual(
            found,
            [("activity", "late"), ("activity", "today"), ("protection", "soon")],
        )
        numbers = self._bench().load()["numbers"]
        self.assertEqual(numbers, {"late": 1, "open": 3, "done": 0})
        self.assertEqual(self._cards()[0]["res_id"], late.id)

    def test_a_finished_activity_leaves_and_is_a_follow_up(self):
        activity = self._activity(days=-1)
        answer = self._act("activity", activity, "done", note="谈了预算，周五再约")
        self.assertIn("问预算", answer["message"])
        self.assertFalse(answer["board"]["cards"])
        self.assertEqual(answer["board"]["numbers"]["done"], 1)
        self.assertEqual(self.lead.follow_up_ids.note, "谈了预算，周五再约")

    def test_what_is_postponed_comes_back_on_its_day(self):
        activity = self._activity(days=-1)
        self._act("activity", activity, "postpone", until="tomorrow")
        self.assertEqual(activity.date_deadline, self._days(1))
        self.assertFalse(self._cards("activity"))
        with self.assertRaisesRegex(UserError, "choose a day to come"):
            self._act("activity", self._activity(), "postpone", until="yesterday")

    def test_a_protection_that_runs_out_is_shown_and_put_off_for_its_owner_alone(self):
        self.lead.protected_until = self._days(2)
        far = self._new_lead(protected_until=self._days(8))
        (card,) = self._cards("protection")
        self.assertEqual(card["when"], "2 days left")
        self.assertNotEqual(card["res_id"], far.id)
        self.assertFalse(self._cards("protection", self.manager))
        self._act("protection", self.lead, "postpone", until="tomorrow")
        self.assertFalse(self._cards("protection"))
        snooze = self.env["crm.workbench.snooze"].search([])
        self.assertEqual((snooze.user_id, snooze.until), (self.rep, self._days(1)))
        snooze.until = self.today
        self.assertTrue(self._cards("protection"))

    def test_one_puts_the_same_card_off_twice(self):
        self.lead.protected_until = self._days(2)
        self._act("protection", self.lead, "postpone", until="tomorrow")
        self.env["crm.workbench.snooze"].search([]).until = self.today
        self._act("protection", self.lead, "postpone", until="next_week")
        self.assertEqual(len(self.env["crm.workbench.snooze"].search([])), 1)

    def test_nobody_puts_off_a_colleagues_card_or_acts_on_it(self):
        self.lead.protected_until = self._days(2)
        activity = self._activity()
        for kind, record, name in (
            ("protection", self.lead, "postpone"),
            ("activity", activity, "done"),
        ):
            answer = self._act(kind, record, name, self.rep2, until="tomorrow")
            self.assertTrue(answer["is_gone"])
        self.assertTrue(activity.active)
        self.assertFalse(self.env["crm.workbench.snooze"].search([]))

    def test_the_second_one_is_told_that_it_is_done(self):
        activity = self._activity()
        self._act("activity", activity, "done")
        answer = self._act("activity", activity, "done")
        self.assertTrue(answer["is_gone"])
        self.assertIn("already", answer["message"])

    def test_only_the_acts_of_a_kind_can_be_called(self):
        activity = self._activity()
        for name in ("unlink", "write", "claim", "action_feedback"):
            with self.assertRaisesRegex(UserError, "cannot be done"):
                self._act("activity", activity, name)
        with self.assertRaisesRegex(UserError, "nothing of this kind"):
            self._act("res.users", activity, "done")

    def test_kinds_of_salespeople_are_closed_to_all_others(self):
        self.lead.sudo().write(
            {"protected_until": self._days(1), "user_id": self.clerk.id}
        )
        self.assertFalse(self._cards("protection", self.clerk))
        with self.assertRaises(UserError):
            self._act("protection", self.lead, "log", self.clerk)

    def test_a_colleague_without_any_role_has_a_workbench(self):
        activity = self._activity(self.clerk.partner_id, self.clerk)
        self.assertEqual(self._ids("activity", self.clerk), [activity.id])
        self._act("activity", activity, "done", self.clerk)
        board = self._bench(self.clerk).load()
        self.assertEqual((board["cards"], board["hints"]), ([], []))

    def test_a_portal_customer_has_none(self):
        for call in (
            lambda bench: bench.load(),
            lambda bench: bench.act("activity", 1, "done", {}),
            lambda bench: bench.get_all_action("activity"),
        ):
            with self.assertRaises(AccessError):
                call(self._bench(self.client))

    def test_documents_that_are_gone_or_hidden_break_nothing(self):
        hidden = self._new_lead(self.rep2, name="Hidden")
        gone = self._new_lead(name="Gone")
        archived = self._new_lead(name="Archived")
        activities = [self._activity(each) for each in (hidden, gone, archived)]
        self.env.flush_all()
        # Behind the ORM's back, as after a restore: the activity points nowhere.
        self.env.cr.execute("DELETE FROM crm_lead WHERE id = %s", [gone.id])
        self.env.cr.execute(
            "UPDATE crm_lead SET active = FALSE WHERE id = %s", [archived.id]
        )
        self.env.invalidate_all()
        cards = {card["res_id"]: card for card in self._cards("activity")}
        self.assertEqual(set(cards), {activity.id for activity in activities})
        self.assertFalse(cards[activities[0].id]["open"])
        self.assertFalse(cards[activities[0].id]["phone"])
        self.assertFalse(cards[activities[1].id]["open"])
        self.assertTrue(cards[activities[2].id]["open"])

    def test_a_task_without_a_document_is_shown(self):
        activity = self.env["mail.activity"].create(
            {"summary": "Tidy up", "user_id": self.rep.id}
        )
        (card,) = self._cards("activity")
        self.assertEqual((card["res_id"], card["open"]), (activity.id, False))

    def test_hundreds_are_cut_and_all_of_them_open_as_a_list(self):
        activities = self.env["mail.activity"]
        for _number in range(12):
            activities |= self._activity()
        board = self._bench().load()
        (kind,) = board["kinds"]
        self.assertEqual((kind["count"], kind["shown"]), (12, 10))
        action = self._bench().get_all_action("activity")
        self.assertEqual(action["res_model"], "mail.activity")
        self.assertEqual(set(action["domain"][0][2]), set(activities.ids))

    def test_when_all_is_done_a_rep_is_told_what_to_do_next(self):
        labels = [hint["label"] for hint in self._bench().load()["hints"]]
        self.assertIn("Register a Customer", labels)
        for hint in self._bench().load()["hints"]:
            self.assertTrue(self.env.ref(hint["action"]))

    def test_it_is_the_first_app(self):
        menus = self.env["ir.ui.menu"].with_user(self.rep).load_menus(False)
        first = menus["root"]["children"][0]
        self.assertEqual(menus[first]["xmlid"], "crm_pipeline.crm_workbench_menu")
