import sys
from unittest.mock import patch

from odoo.exceptions import UserError

from odoo.addons.crm_wecom.clients import directory
from odoo.addons.queue_job.tests.common import trap_jobs

from .common import WecomCase


class Posted:
    """The company's address in the simulator: what is reported arrives here."""

    def __init__(self):
        self.reports = []

    def post(self, xml, _corp_id):
        self.reports.append(xml)


class TestWecomDirectory(WecomCase):
    """The fact sheet's pitfalls: pages, departments, leaders, states, no mobile."""

    def setUp(self):
        super().setUp()
        state = self.state = self.simulator.state
        tools = self.tools = self.package.directory
        member = self.package.Member
        state.set_members(
            [
                member("ZhangWei", "张伟", [2], position="销售总监", leads=[2]),
                member("li.na", "李娜", [2, 3], position="主案设计师", leads=[3]),
            ],
            replace=True,
        )
        state.departments = {
            1: tools.Department(1, "云岭设计", 0),
            2: tools.Department(2, "销售部"),
            3: tools.Department(3, "方案部"),
        }
        state.callback = self.posted = Posted()
        self.addCleanup(setattr, state, "callback", None)
        self.connector.directory_limit = 50
        self.connector.directory_user_id = self.admin

    def _sync(self):
        run = self.connector.with_user(self.admin)._compare_directory(True)
        run.action_apply()
        return run

    def _process(self, reports=None):
        """Let the reports that arrived be dealt with, in their order."""
        arrived = self.posted.reports if reports is None else reports
        inbox = self.env["crm.connector.event"]
        with trap_jobs() as trap:
            for xml in arrived:
                inbox._keep(self.connector.id, xml.encode())._process()
        arrived.clear()
        return [c for c in trap.calls if c.method.__name__ == "_sync_directory"]

    def _identity(self, external_id):
        return (
            self.env["crm.connector.identity"]
            .with_context(active_test=False)
            .search(
                [
                    ("connector_id", "=", self.connector.id),
                    ("external_id", "=", external_id),
                ]
            )
        )

    def test_the_organisation_is_read_with_places_leaders_and_positions(self):
        self._sync()
        zhang, li = self._identity("ZhangWei"), self._identity("li.na")
        self.assertEqual((zhang.user_id, li.user_id), (self.rep, self.designer))
        self.assertEqual((li.name, li.title), ("李娜", "主案设计师"))
        self.assertEqual(
            {m.department_id.name: m.is_leader for m in li.member_ids},
            {"方案部": True, "销售部": False},
        )
        sales = zhang.member_ids.department_id
        self.assertEqual(sales.complete_name, "云岭设计 / 销售部")
        self.assertEqual((sales.member_count, sales.leader_names), (2, "张伟"))

    def test_nobody_beyond_the_first_page_is_lost(self):
        members = [self.package.Member(f"u{n}", f"同事{n}", [2]) for n in range(25)]
        self.state.set_members(members)
        with patch.object(directory, "PAGE", 4):
            run = self._sync()
        self.assertEqual(run.read_count, 27)
        self.assertEqual(self._calls("user/list_id"), 7)
        self.assertEqual(self._calls("user/get"), 0)
        self.assertTrue(self._identity("u24").active)

    def test_a_page_that_cannot_be_read_makes_nobody_a_leaver(self):
        self._sync()
        for path in ("user/list_id", "user/list", "department/get"):
            self.state.add_fault(self.Fault(1, f"/cgi-bin/{path}", errcode=60011))
            with self.subTest(path), self.assertRaisesRegex(UserError, "60011"):
                self._sync()
        self.assertTrue(self._identity("li.na").active)

    def test_a_disabled_member_has_left_and_one_not_activated_has_not(self):
        self._sync()
        self.tools.save_member(self.state, {"userid": "li.na", "status": 2})
        self.tools.save_member(self.state, {"userid": "ZhangWei", "status": 4})
        self._sync()
        self.assertFalse(self._identity("li.na").active)
        self.assertTrue(self._identity("ZhangWei").active)

    def test_a_mobile_that_comes_along_decides_nothing_and_is_not_kept(self):
        contacts = sys.modules[f"{self.package.__name__}.contacts"]
        without = contacts._row
        self.startPatcher(
            patch.object(
                contacts, "_row", lambda m: {**without(m), "mobile": "13800000000"}
            )
        )
        run = self._sync()
        self.assertEqual(self._identity("li.na").user_id, self.designer)
        self.assertNotIn("13800000000", str(run.line_ids.read()))

    # -- reports -----------------------------------------------------------------
    def test_who_comes_moves_and_leaves_is_reported(self):
        self._sync()
        new = {"userid": "he.jie", "name": "何洁", "department": [3]}
        self.tools.save_member(self.state, new)
        self._process()
        self.assertEqual(self._identity("he.jie").department_names, "方案部")
        self.tools.save_member(self.state, {**new, "department": [2]})
        self._process()
        self.assertEqual(self._identity("he.jie").department_names, "销售部")
        self.tools.remove_member(self.state, new)
        self._process()
        self.assertFalse(self._identity("he.jie").active)

    def test_a_leaver_s_handover_is_prepared(self):
        self.customer.user_id = self.designer
        self._sync()
        self.tools.remove_member(self.state, {"userid": "li.na"})
        self._process()
        handover = self._identity("li.na").handover_id
        self.assertEqual((handover.user_id, handover.state), (self.designer, "draft"))
        self.assertTrue(handover.activity_ids)
        self.assertEqual(self.customer.user_id, self.designer)

    def test_reports_in_the_wrong_order_end_as_it_is_true(self):
        self._sync()
        rename = {"userid": "li.na", "new_userid": "Lina", "held": True}
        self.tools.rename_member(self.state, rename)
        self.tools.save_member(
            self.state, {"userid": "Lina", "position": "合伙人", "held": True}
        )
        self.tools.release_events(self.state, {})
        self.assertEqual(len(self.posted.reports), 2)
        self._process()
        identity = self._identity("Lina")
        self.assertEqual((identity.user_id, identity.title), (self.designer, "合伙人"))
        self.assertFalse(self._identity("li.na"))

    def test_a_repeated_report_of_a_changed_id_does_no_harm(self):
        self._sync()
        self.tools.rename_member(self.state, {"userid": "li.na", "new_userid": "Lina"})
        reports = list(self.posted.reports)
        self._process()
        again = [xml.replace("</CreateTime>", "1</CreateTime>") for xml in reports]
        self._process(again)
        self.assertEqual(self._identity("Lina").user_id, self.designer)

    def test_what_was_lost_is_found_at_night(self):
        self._sync()
        self.connector.directory_limit = 100
        lost = {"userid": "li.na", "new_userid": "Lina", "lost": True}
        self.tools.rename_member(self.state, lost)
        self.tools.save_member(
            self.state, {"userid": "wu", "name": "吴刚", "lost": True}
        )
        self.assertFalse(self.posted.reports)
        run = self.connector._sync_directory()
        self.assertTrue(self._identity("wu").active)
        self.assertEqual(run.waiting_count, 1)
        self.assertEqual(self._identity("li.na").user_id, self.designer)
        self.assertTrue(self._identity("li.na").active)

    def test_departments_that_change_let_all_be_compared_once(self):
        self._sync()
        for number in (4, 5):
            self.tools.save_department(
                self.state, {"id": number, "name": f"设计{number}组", "parentid": 3}
            )
        jobs = self._process()
        self.assertTrue(jobs)
        self.connector._sync_directory()
        names = self.env["crm.connector.department"].search(
            [("connector_id", "=", self.connector.id)]
        )
        self.assertIn("云岭设计 / 方案部 / 设计5组", names.mapped("complete_name"))
