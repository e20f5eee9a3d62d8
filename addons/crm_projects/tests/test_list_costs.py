from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.crm_pipeline.tests.list_costs import TIMES, ListCosts

from ..models.project_change_order import CHANGE_FLOW
from .common import DeliverableCommon


@tagged("post_install", "-at_install")
class TestListCosts(ListCosts, DeliverableCommon):
    """Lists of deliverables and their cards cost the same at ten times the records."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = (cls.designer, cls.lead, cls.env.ref("base.user_admin"))

    def _new_deliverables(self, count):
        deliverables = self.env["project.deliverable"].create(
            [
                {
                    "name": f"Plan {number}",
                    "code": f"plan{number}",
                    "milestone_id": self.concept.milestone_id.id,
                    "user_id": self.designer.id,
                    "needs_review": False,
                    "deadline": self.env.company._get_work_day() + timedelta(days=1),
                }
                for number in range(count)
            ]
        )
        for deliverable in deliverables[::2]:
            self.upload(deliverable)
        return deliverables

    def test_lists(self):
        self.assert_lists_cost_the_same(
            "crm_projects",
            {
                "project.deliverable": self._new_deliverables,
                "project.deliverable.version": self._new_versions,
                "project.deliverable.comment": self._new_comments,
                "project.project": self._new_projects,
                "project.margin": lambda count: self.env["project.margin"].browse(
                    self._new_projects(count).ids
                ),
                "project.milestone": self._new_phases,
                "project.workload": self._new_works,
                "account.analytic.line": self._new_hours,
                "project.change.order": self._new_changes,
                "project.site.visit": self._new_visits,
                "project.site.issue": lambda count: self._new_visits(count).issue_ids,
            },
        )

    def _new_versions(self, count):
        deliverables = self._new_deliverables(2 * count)[::2]
        deliverables.needs_review = True
        versions = deliverables.current_version_id
        for version in versions[::2]:
            version.with_user(self.designer).action_request_approval()
        return versions

    def _new_projects(self, count):
        contracts = [self.make_contract(self.customer) for _number in range(count)]
        for contract in contracts:
            contract.action_sign()
        return self.env["project.project"].concat(
            *[contract.project_ids for contract in contracts]
        )

    def _new_changes(self, count):
        wishes = self.env["project.change.order"].with_context(change_flow=CHANGE_FLOW)
        changes = wishes.create(
            [
                {
                    "project_id": self.project.id,
                    "deliverable_id": self.concept.id,
                    "title": f"Change {number}",
                    "description": "Wider",
                    "price": 100,
                    "user_id": self.designer.id,
                    "asked_by_name": "Zhao",
                }
                for number in range(count)
            ]
        )
        changes = changes.with_context(change_flow=None)
        for change in changes[::2]:
            change.with_user(self.lead).action_request_approval()
        return changes

    def _new_visits(self, count):
        return self.env["project.site.visit"].create(
            [
                {
                    "project_id": self.project.id,
                    "summary": f"Visit {number}",
                    "issue_ids": [Command.create({"name": "Crack", "place": "2F"})],
                }
                for number in range(count)
            ]
        )

    def _new_phases(self, count):
        return self.env["project.milestone"].create(
            [
                {"name": f"Phase {number}", "project_id": self.project.id}
                for number in range(count)
            ]
        )

    def _new_works(self, count):
        items = self._new_deliverables(count)
        domain = [("deliverable_id", "in", items.ids)]
        return self.env["project.workload"].search(domain)

    def _new_hours(self, count):
        employee = self.env["hr.employee"].create({"name": "Worker"})
        items = self._new_deliverables(count)
        return self.env["account.analytic.line"].create(
            [
                {
                    "deliverable_id": item.id,
                    "employee_id": employee.id,
                    "unit_amount": 0.1,
                }
                for item in items
            ]
        )

    def _new_comments(self, count):
        return self.env["project.deliverable.comment"].create(
            [
                {"version_id": version.id, "body": "The door opens the wrong way"}
                for version in self._new_versions(count)
            ]
        )

    def test_the_timeline(self):
        self.few = 2
        projects = self.env["project.project"].union(
            *(self.project.copy({"name": f"P{number}"}) for number in range(10))
        )
        projects.user_id = self.lead
        self._assert_view_costs_the_same(
            projects.milestone_ids,
            self.env.ref("crm_projects.project_milestone_view_timeline").id,
            "timeline",
        )

    def test_the_workbench(self):
        self.env["project.deliverable"].search([]).deadline = False
        costs = []
        bench = self.env["crm.workbench"].with_user(self.designer)
        for more in (self.few, self.few * (TIMES - 1)):
            self._new_deliverables(more)
            self._new_changes(more)
            released = self._new_deliverables(more)
            for deliverable in released:
                self.release(deliverable)
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE project_deliverable_version SET released_at = %s "
                "WHERE deliverable_id = ANY(%s)",
                [fields.Datetime.now() - timedelta(days=9), released.ids],
            )
            self._queries(bench)  # fills the caches of the registry
            costs.append(self._queries(bench))
        counts = {kind["key"]: kind["count"] for kind in bench.load()["kinds"]}
        self.assertEqual(counts["deliverable"], self.few * TIMES)
        self.assertEqual(counts["signature"], self.few * TIMES)
        self.assertEqual(counts["change"], self.few * TIMES)
        self.assertLessEqual(costs[1], costs[0])

    def _queries(self, bench):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        bench.load()
        return self.env.cr.sql_log_count - before
