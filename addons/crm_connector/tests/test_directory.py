from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.crm_connector.tools.delivery import SetupRefused, Unreachable
from odoo.addons.crm_connector.tools.directory import Department

from .directory_common import DirectoryCase


class TestDirectory(DirectoryCase):
    """A comparison shows first and changes later; the id decides."""

    def test_a_comparison_changes_nothing_until_it_is_applied(self):
        self.join("ID.new", "何洁", ("3",))
        run = self.compare()
        self.assertEqual(run.state, "draft")
        self.assertEqual(self.found(run)["ID.new"], "new")
        self.assertEqual(self.found(run)["ID.con_reader"], "changed")
        self.assertEqual(set(self.found(run, "department")), {"1", "2", "3"})
        self.assertFalse(self.identity("ID.new"))
        self.assertFalse(self.identity("ID.con_reader").name)
        self.assertFalse(self.connector.directory_synced_at)
        run.action_apply()
        self.assertEqual(run.state, "applied")
        self.assertEqual(self.identity("ID.new").name, "何洁")
        self.assertFalse(self.identity("ID.new").user_id)
        self.assertEqual(self.identity("ID.con_reader").department_names, "销售部")
        self.assertTrue(self.connector.directory_synced_at)
        again = self.compare()
        self.assertEqual(self.found(again), {"ID.new": "unmatched"})
        self.assertFalse(self.found(again, "department"))

    def test_the_difference_says_what_was_and_what_will_be(self):
        self.sync()
        self.join("ID.con_reader", "李娜", ("3",), title="主案设计师")
        line = self.line(self.compare(), "ID.con_reader")
        self.assertIn("销售部", line.before)
        self.assertIn("方案部", line.after)
        self.assertIn("主案设计师", line.after)
        self.assertNotIn("李娜", line.before + line.after)

    def test_a_second_comparison_replaces_the_first(self):
        first = self.compare()
        second = self.compare()
        self.assertEqual((first.state, second.state), ("cancelled", "draft"))
        with self.assertRaisesRegex(UserError, "applied or replaced already"):
            first.action_apply()

    def test_an_old_comparison_is_not_applied(self):
        run = self.compare()
        self.env.cr.execute(
            "UPDATE crm_connector_directory_run SET create_date = "
            "create_date - interval '25 hours' WHERE id = %s",
            [run.id],
        )
        run.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "more than a day old"):
            run.action_apply()

    def test_what_cannot_be_read_changes_nothing(self):
        self.sync()
        type(self).error = SetupRefused("48002: no permission")
        with self.assertRaisesRegex(UserError, "48002: no permission"):
            self.compare()
        type(self).error = None
        self.people.clear()
        with self.assertRaisesRegex(UserError, "visible range"):
            self.compare()
        self.assertTrue(self.identity("ID.con_reader").active)

    def test_only_administrators_compare(self):
        connector = self.connector.with_user(self.reader)
        with self.assertRaises(AccessError):
            connector.action_compare_directory()
        run = self.compare()
        with self.assertRaises(AccessError):
            run.with_user(self.reader).action_apply()
        with self.assertRaises(AccessError):
            run.line_ids.with_user(self.reader).read(["name"])

    def test_another_company_sees_nothing_of_it(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.connector.sudo().company_id = self.env.company
        run = self.sync()
        identity = self.identity("ID.con_reader")
        hidden = [run, run.line_ids, identity.change_ids]
        hidden += [identity.member_ids, identity.member_ids.department_id]
        self.admin.sudo().write(
            {"company_id": other.id, "company_ids": [(6, 0, other.ids)]}
        )
        self.env.invalidate_all()
        for records in hidden:
            with self.subTest(records._name), self.assertRaises(AccessError):
                records.with_user(self.admin).read(["display_name"])

    def test_a_percentage_out_of_range_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "from 0 to 100"):
            self.connector.directory_limit = 101


class TestDirectoryReports(DirectoryCase):
    """Reports are hints: the chat tool is asked what is true now."""

    def test_reports_change_nothing_before_somebody_applied_a_comparison(self):
        self.join("ID.x", "何洁")
        self.assertFalse(self.connector._directory_changed(["ID.x"]))
        self.assertFalse(self.identity("ID.x"))

    def test_who_comes_and_goes_is_taken_over_at_once(self):
        self.sync()
        self.join("ID.x", "何洁", ("3",))
        run = self.connector._directory_changed(["ID.x", "ID.nobody"])
        self.assertEqual((run.scope, run.state), ("some", "applied"))
        self.assertEqual(self.identity("ID.x").department_names, "方案部")
        del self.people["ID.x"]
        self.connector._directory_changed(["ID.x"])
        self.assertFalse(self.identity("ID.x").active)
        self.assertFalse(self.connector._directory_changed(["ID.x"]))

    def test_a_report_of_an_id_that_changed_keeps_what_is_his(self):
        self.sync()
        identity = self.connector._directory_renamed("ID.con_reader", "li.na")
        self.assertEqual(identity.user_id, self.reader)
        self.assertEqual(identity.external_id, "li.na")

    def test_a_late_report_of_a_changed_id_finds_the_same_person(self):
        self.sync()
        self.connector.directory_limit = 100
        del self.people["ID.con_reader"]
        self.join("li.na", "另名", ("3",))
        self.sync()
        self.assertFalse(self.identity("ID.con_reader").active)
        self.connector._directory_renamed("ID.con_reader", "li.na")
        identity = self.identity("li.na")
        self.assertEqual((identity.user_id, identity.active), (self.reader, True))
        self.assertFalse(self.identity("ID.con_reader"))
        self.assertFalse(
            self.env["crm.customer.handover"].search([("user_id", "=", self.reader.id)])
        )

    def test_an_unknown_department_lets_all_be_compared_soon(self):
        self.sync()
        self.departments.append(Department("9", "新部门", "1"))
        self.join("ID.x", "何洁", ("9",))
        with self.jobs() as trap:
            self.connector._directory_changed(["ID.x"])
        self.assertEqual(
            [call.method.__name__ for call in trap.calls], ["_sync_directory"]
        )
        self.connector._sync_directory()
        self.assertEqual(self.identity("ID.x").department_names, "新部门")

    def test_the_night_waits_for_a_busy_chat_tool_and_then_says_so(self):
        self.sync()
        type(self).error = Unreachable("timeout")
        with self.jobs() as trap:
            self.connector._sync_directory()
        self.assertEqual([call.properties["eta"] for call in trap.calls], [30])
        with self.jobs() as trap:
            run = self.connector._sync_directory(tries=99)
        self.assertFalse(trap.calls)
        self.assertEqual((run.state, run.error), ("failed", "timeout"))
        self.assertEqual(run.activity_ids.user_id, self.admin)

    def test_the_night_compares_what_somebody_has_applied_once(self):
        for number in (0, 1):
            with self.jobs() as trap:
                self.env["crm.connector"]._cron_sync_directories()
            mine = [c for c in trap.calls if c.method.__self__.id == self.connector.id]
            self.assertEqual(len(mine), number)
            self.sync()

    def test_a_job_that_breaks_half_way_has_done_nothing(self):
        self.sync()
        self.join("ID.x", "何洁")
        lines = self.env.registry["crm.connector.directory.line"]
        with (
            patch.object(lines, "_write_people", side_effect=MemoryError),
            self.assertRaises(MemoryError),
            self.env.cr.savepoint(),
        ):
            self.connector._sync_directory()
        self.env.invalidate_all()
        self.assertFalse(self.identity("ID.x"))
        self.connector._sync_directory()
        self.assertTrue(self.identity("ID.x"))


class TestDepartments(DirectoryCase):
    """Departments are kept as the chat tool has them; people say which team it is."""

    def _department(self, external_id):
        return (
            self.env["crm.connector.department"]
            .with_context(active_test=False)
            .search(
                [
                    ("connector_id", "=", self.connector.id),
                    ("external_id", "=", external_id),
                ]
            )
        )

    def test_the_tree_is_taken_over_and_what_is_gone_is_archived(self):
        self.sync()
        sales = self._department("2")
        self.assertEqual(sales.complete_name, "云岭设计 / 销售部")
        self.assertEqual((sales.member_count, sales.leader_names), (2, "张伟"))
        self.departments[:] = [
            Department("2", "大客户部"),
            Department("1", "云岭设计", "2"),
        ]
        run = self.sync()
        self.assertEqual(
            self.found(run, "department"),
            {"1": "changed", "2": "changed", "3": "gone"},
        )
        self.assertEqual(self._department("1").complete_name, "大客户部 / 云岭设计")
        self.assertFalse(self._department("3").active)
        self.assertEqual(self._department("2"), sales)

    def test_members_of_a_department_join_its_team(self):
        self.departments.append(Department("4", "销售一组", "2"))
        self.join("ID.con_reader", "李娜", ("4",))
        self.sync()
        team = self.env["crm.team"].create({"name": "华东"})
        self._department("2").with_user(self.admin).team_id = team
        self.assertEqual(team.member_ids, self.actor + self.reader)
        self.join("ID.con_foreigner", "Tom", ("2",))
        self.sync()
        self.assertIn(self.foreigner, team.member_ids)

    def test_somebody_in_two_departments_is_one_person(self):
        self.join("ID.con_reader", "李娜", ("2", "3"))
        self.sync()
        self.assertEqual(len(self.identity("ID.con_reader").member_ids), 2)
        self.assertEqual(self._department("3").member_count, 2)
