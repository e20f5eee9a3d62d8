from odoo.tests import tagged

from .common import DeliverableCommon


@tagged("post_install", "-at_install")
class TestQueryCounts(DeliverableCommon):
    """The same number of queries for a list of 3 and of 30."""

    def _count(self, function, records):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        function(records)
        return self.cr.sql_log_count - before

    def _projects(self, number):
        return self.env["project.project"].union(
            *(self.project.copy({"name": f"P{i}"}) for i in range(number))
        )

    def test_the_deliverable_list_reads_in_constant_queries(self):
        fields = ["name", "state", "is_late", "version_count", "project_id", "deadline"]

        def read(projects):
            projects.with_user(self.designer).deliverable_ids.read(fields)

        few, many = self._projects(1), self._projects(10)
        self._count(read, few)  # warm the registry's caches
        self.assertEqual(self._count(read, few), self._count(read, many))

    def test_the_project_board_reads_in_constant_queries(self):
        fields = ["design_progress", "current_phase_id", "deliverable_count"]

        def read(projects):
            projects.with_user(self.designer).read(fields)

        few, many = self._projects(1), self._projects(10)
        self._count(read, few)
        self.assertEqual(self._count(read, few), self._count(read, many))
