from odoo.tests import tagged
from odoo.tools import SQL

from .workbench_common import WorkbenchCase

#: Tables that grow with the years; the others are small, or the user's own.
LARGE = {"crm_lead", "mail_activity", "res_partner", "crm_registration"}


@tagged("post_install", "-at_install")
class TestWorkbenchPlans(WorkbenchCase):
    """Every kind of cards is found through an index, with whatever there is.

    The planner of a nearly empty database would read the whole table anyway, so it is
    told to do that only where there is no other way.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.flush_all()
        cls.env.cr.execute("SET LOCAL enable_seqscan = off")

    def _get_scans(self, query):
        """Return [(table, how, by an index's condition)] of the plan of ``query``."""
        explain = SQL("EXPLAIN (FORMAT JSON, COSTS OFF) %s", query)
        ((plan,),) = self.env.execute_query(explain)
        nodes, scans = [plan[0]["Plan"]], []
        while nodes:
            node = nodes.pop()
            nodes += node.get("Plans", ())
            if node.get("Relation Name") in LARGE:
                by_bitmap = node["Node Type"] == "Bitmap Heap Scan"
                has_condition = by_bitmap or "Index Cond" in node
                scans.append((node["Relation Name"], node["Node Type"], has_condition))
        return scans

    def _assert_indexed(self, name, query):
        with self.subTest(name=name):
            whole = [scan for scan in self._get_scans(query) if not scan[2]]
            self.assertFalse(whole, "Nothing but the whole table answers this")

    def test_each_kind_of_cards(self):
        self._new_lead()._move_to_pool(self.pool)
        for user in (self.rep, self.manager):
            bench = self._bench(user)
            shown = bench._get_shown_sources()
            self.assertIn("pool", [source.key for source, _domain in shown])
            for source, domain in shown:
                name = f"{user.login} {source.key}"
                self._assert_indexed(name, bench._get_look_query(source, domain))
            for query in bench._get_done_queries():
                self._assert_indexed(f"{user.login} done", query)

    def test_each_kind_of_the_team(self):
        for user in (self.leader, self.manager):
            bench = self._bench(user)
            members = self.rep | self.rep2
            for source in bench._get_team_sources():
                name = f"{user.login} {source.key}"
                for domain in bench._get_team_domains(source, members):
                    query = bench._get_team_query(source, domain)
                    self._assert_indexed(name, query)

    def test_the_guard_notices_a_whole_table(self):
        scans = self._get_scans(SQL("SELECT id FROM crm_lead WHERE description = 'x'"))
        self.assertEqual([(scan[0], scan[2]) for scan in scans], [("crm_lead", False)])
