from odoo.exceptions import AccessError, UserError, ValidationError

from .directory_common import DirectoryCase


class TestDirectoryPeople(DirectoryCase):
    """Who is who: proposals that people confirm; ids that change; history."""

    def test_a_user_is_only_proposed_until_a_person_links_him(self):
        self.join("con_outsider", "何洁")
        run = self.compare()
        line = self.line(run, "con_outsider")
        self.assertEqual((line.user_id, line.matched_by), (self.outsider, "login"))
        run.action_apply()
        self.assertFalse(self.identity("con_outsider").user_id)
        run = self.compare()
        self.line(run, "con_outsider").action_link()
        run.action_apply()
        self.assertEqual(self.identity("con_outsider").user_id, self.outsider)
        history = self.identity("con_outsider").change_ids.filtered(
            lambda change: change.what == "user_id"
        )
        self.assertEqual(history.after, self.outsider.display_name)
        self.assertEqual((history.user_id, history.run_id), (self.admin, run))

    def test_nobody_is_linked_twice_in_one_chat_tool(self):
        self.join("ID.x", "某人")
        run = self.compare()
        line = self.line(run, "ID.x")
        line.user_id = self.reader
        line.action_link()
        with self.assertRaisesRegex(UserError, "who is ID.con_reader"):
            run.action_apply()

    def test_users_are_made_for_chosen_people_only(self):
        self.join("ID.x", "何洁", email="hejie@example.cn")
        self.join("ID.y", "吴刚")
        run = self.compare()
        self.line(run, "ID.x").action_create_user()
        run.action_apply()
        user = self.identity("ID.x").user_id
        self.assertEqual((user.login, user.name), ("hejie@example.cn", "何洁"))
        self.assertFalse(user.has_group("sales_team.group_sale_salesman"))
        self.assertFalse(self.identity("ID.y").user_id)

    def test_a_login_that_exists_is_linked_and_not_made_again(self):
        self.join("con_outsider", "何洁")
        run = self.compare()
        self.line(run, "con_outsider").action_create_user()
        with self.assertRaisesRegex(UserError, "Link that one instead"):
            run.action_apply()

    def test_a_link_needs_a_user(self):
        self.join("ID.x", "何洁")
        line = self.line(self.compare(), "ID.x")
        with self.assertRaisesRegex(UserError, "choose the user first"):
            line.action_link()
        with self.assertRaisesRegex(ValidationError, "only somebody under another ID"):
            line.decision = "apart"

    def test_the_same_person_under_another_id_keeps_the_user(self):
        self.join("ID.con_reader", "李娜", stable_id="u-1")
        self.sync()
        self.people.pop("ID.con_reader")
        self.join("li.na", "李娜", stable_id="u-1")
        run = self.sync()
        self.assertEqual(self.found(run), {"li.na": "renamed"})
        self.assertEqual(self.identity("li.na").user_id, self.reader)
        self.assertFalse(self.identity("ID.con_reader"))

    def test_a_likely_other_id_waits_for_a_person(self):
        self.sync()
        self.connector.directory_limit = 100
        self.people.pop("ID.con_reader")
        self.join("li.na", "李娜")
        with self.jobs():
            run = self.connector._sync_directory()
        self.assertEqual((run.state, run.waiting_count), ("applied", 1))
        self.assertEqual(self.identity("ID.con_reader").user_id, self.reader)
        self.assertTrue(self.identity("ID.con_reader").active)
        self.assertFalse(self.identity("li.na"))
        self.assertEqual(run.activity_ids.user_id, self.admin)
        run = self.compare()
        self.line(run, "li.na").action_take_over()
        run.action_apply()
        self.assertEqual(self.identity("li.na").user_id, self.reader)

    def test_two_people_of_one_name_are_told_apart(self):
        self.sync()
        self.connector.directory_limit = 100
        self.people.pop("ID.con_reader")
        self.join("li.na", "李娜")
        run = self.compare()
        self.line(run, "li.na").decision = "apart"
        run.action_apply()
        self.assertFalse(self.identity("ID.con_reader").active)
        self.assertEqual(self.identity("ID.con_reader").user_id, self.reader)
        self.assertTrue(self.identity("li.na").active)
        self.assertFalse(self.identity("li.na").user_id)

    def test_an_id_in_other_capitals_is_the_same_person(self):
        self.people.pop("ID.con_reader")
        self.join("id.Con_Reader", "李娜")
        self.assertEqual(self.found(self.sync())["id.Con_Reader"], "changed")
        self.assertEqual(self.identity("id.Con_Reader").user_id, self.reader)

    def test_the_history_says_who_when_and_what(self):
        self.sync()
        identity = self.identity("ID.con_reader").with_user(self.admin)
        identity.external_id = "li.na"
        change = identity.change_ids[0]
        self.assertEqual(
            (change.what, change.before, change.after, change.user_id),
            ("external_id", "ID.con_reader", "li.na", self.admin),
        )
        with self.assertRaises(AccessError):
            change.with_user(self.admin).after = "other"

    def test_an_identity_of_nobody_is_the_directory_s_alone(self):
        values = {"connector_id": self.connector.id, "external_id": "ID.z"}
        with self.assertRaisesRegex(ValidationError, "either a user or a contact"):
            self.env["crm.connector.identity"].create(values)


class TestDirectoryLeavers(DirectoryCase):
    """Who leaves is deactivated; his customers are handed over by a manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._new_user(
            "con_manager", groups="sales_team.group_sale_manager"
        )
        cls.leader = cls._new_user("con_leader")
        cls.team = cls.env["crm.team"].create(
            {"name": "华东", "user_id": cls.leader.id}
        )
        cls.customer.user_id = cls.reader

    def setUp(self):
        super().setUp()
        self.connector.directory_limit = 50
        self.sync()

    def _handover(self, user=None):
        return self.env["crm.customer.handover"].search(
            [("user_id", "=", (user or self.reader).id)]
        )

    def _leave(self, external_id="ID.con_reader"):
        del self.people[external_id]
        return self.sync()

    def test_a_leaver_keeps_his_customers_until_they_are_handed_over(self):
        self.reader.sudo().approval_manager_id = self.manager
        self._leave()
        identity = self.identity("ID.con_reader")
        self.assertFalse(identity.active)
        self.assertTrue(identity.left_at)
        self.assertTrue(self.reader.active)
        self.assertEqual(self.customer.user_id, self.reader)
        handover = self._handover()
        self.assertEqual((handover.state, handover.reason), ("draft", "leave"))
        self.assertEqual(identity.handover_id, handover)
        task = handover.activity_ids
        self.assertEqual(task.user_id, self.manager)
        mine = handover.with_user(self.manager)
        mine.receiver_id = self.foreigner
        mine.action_hand_over()
        self.assertEqual(self.customer.user_id, self.foreigner)
        self.assertFalse(handover.activity_ids)

    def test_a_leader_who_may_is_told_and_can_read_it(self):
        self.env["crm.team.member"].create(
            {"user_id": self.reader.id, "crm_team_id": self.team.id}
        )
        self.reader.sudo().approval_manager_id = self.leader
        self._leave()
        handover = self._handover()
        self.assertEqual(handover.activity_ids.user_id, self.leader)
        self.assertEqual(handover.with_user(self.leader).state, "draft")

    def test_a_manager_who_may_not_hand_over_is_passed_by(self):
        self.reader.sudo().approval_manager_id = self.foreigner
        self._leave()
        told = self._handover().activity_ids.user_id
        self.assertTrue(told.has_group("sales_team.group_sale_manager"))

    def test_a_second_comparison_prepares_nothing_twice(self):
        self._leave()
        self.sync()
        self.assertEqual(len(self._handover()), 1)
        self.assertEqual(len(self._handover().activity_ids), 1)

    def test_who_comes_back_needs_no_handover(self):
        self._leave()
        self.join("ID.con_reader", "李娜")
        run = self.sync()
        self.assertEqual(self.found(run)["ID.con_reader"], "returned")
        self.assertTrue(self.identity("ID.con_reader").active)
        self.assertEqual(self.identity("ID.con_reader").user_id, self.reader)
        self.assertFalse(self._handover())

    def test_who_leaves_one_chat_tool_is_still_here_by_the_other(self):
        second = self.connector.sudo().copy({"name": "Second"})
        self._identify(self.reader, connector=second)
        self._leave()
        self.assertFalse(self.identity("ID.con_reader").active)
        self.assertFalse(self._handover())

    def test_a_disabled_colleague_has_left(self):
        self.join("ID.con_reader", "李娜", is_active=False)
        self.assertEqual(self.found(self.sync()), {"ID.con_reader": "gone"})
        self.assertFalse(self.identity("ID.con_reader").active)

    def test_nobody_writes_to_a_leaver_in_the_chat_tool(self):
        self._leave()
        event = self._emit(self.reader)
        self.assertFalse(self._messages(event))
        self.assertTrue(self._odoo_notices(self.reader))


class TestDirectoryLimit(DirectoryCase):
    """More leavers than the limit are more likely a mistake."""

    def setUp(self):
        super().setUp()
        for number in range(97):
            self.join(f"ID.{number}", f"同事{number}", ("3",))
        self.sync()

    def _leave(self, number):
        for key in [f"ID.{n}" for n in range(97) if f"ID.{n}" in self.people][:number]:
            del self.people[key]

    def test_five_of_a_hundred_may_leave_and_six_may_not(self):
        self._leave(5)
        self.assertFalse(self.compare().is_blocked)
        self._leave(1)
        run = self.compare()
        self.assertTrue(run.is_blocked)
        with self.assertRaisesRegex(UserError, "6 of 100 known people"):
            run.action_apply()
        self.assertTrue(self.identity("ID.0").active)
        run.action_apply_all_the_same()
        self.assertFalse(self.identity("ID.0").active)

    def test_lines_left_as_they_are_do_not_count(self):
        self._leave(6)
        run = self.compare()
        run.line_ids.filtered(lambda line: line.change == "gone")[0].action_leave()
        self.assertFalse(run.is_blocked)

    def test_the_night_stops_and_tells_the_responsible(self):
        self._leave(6)
        self.join("ID.con_reader", "李娜", title="总监")
        run = self.connector._sync_directory()
        self.assertEqual(run.state, "draft")
        self.assertIn("6 of 100", run.error)
        self.assertEqual(run.activity_ids.user_id, self.admin)
        self.assertFalse(self.identity("ID.con_reader").title)
        second = self.connector._sync_directory()
        self.assertEqual((run.state, second.state), ("cancelled", "draft"))
        self.assertEqual(len((run + second).activity_ids), 1)

    def test_leavers_who_are_reported_one_by_one_are_counted_together(self):
        for number in range(5):
            del self.people[f"ID.{number}"]
            run = self.connector._directory_changed([f"ID.{number}"])
            self.assertEqual(run.state, "applied")
        del self.people["ID.5"]
        run = self.connector._directory_changed(["ID.5"])
        self.assertTrue(run.is_blocked)
        self.assertTrue(self.identity("ID.5").active)

    def test_the_number_of_queries_does_not_grow_with_the_people(self):
        few = self._queries_for(10)
        many = self._queries_for(97)
        self.assertLessEqual(many, few + 3)

    def _queries_for(self, number):
        for place in range(number):
            self.join(
                f"ID.{place}", f"同事{place}", ("2", "3"), title=f"{number} {place}"
            )
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        run = self.compare()
        self.assertEqual(run.changed_count, number)
        run.action_apply()
        self.env.flush_all()
        return self.cr.sql_log_count - before
