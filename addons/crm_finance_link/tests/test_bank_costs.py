from odoo.tests import tagged

from .bank_common import BankCommon, BankRecords

TIMES = 10


@tagged("post_install", "-at_install")
class TestBankCosts(BankRecords, BankCommon):
    """Reading and matching cost the same queries at ten times the lines."""

    def _count(self, function):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_matching_costs_the_same_for_ten_times_the_lines(self):
        lines = self.new_bank_lines(2 * TIMES)
        self._count(lines[:2]._match)
        few = self._count(lines[:2]._match)
        many = self._count(lines._match)
        self.assertEqual(len(lines.match_ids.line_id), 2 * TIMES)
        # More rows than fit into one statement are written by several.
        self.assertLessEqual(many, few + 2)

    def test_reading_costs_the_same_for_ten_times_the_lines(self):
        def load(count):
            rows = [
                ("20261101", n + 1, "", "", "甲", "", "乙", f"N{n}")
                for n in range(count)
            ]
            return self.load(self.csv(rows))

        self._count(load(3).action_read)
        few = self._count(load(3).action_read)
        many = self._count(load(3 * TIMES).action_read)
        self.assertLessEqual(many, few + 1)
