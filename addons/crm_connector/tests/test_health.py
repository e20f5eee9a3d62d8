from odoo.addons.crm_connector.tools.delivery import SetupRefused
from odoo.addons.queue_job.tests.common import trap_jobs

from .common import ConnectorCase


class TestHealth(ConnectorCase):
    def test_the_health_page_tells_what_is_wrong(self):
        connector = self.connector.with_context(lang="en_US")
        self.assertIn("none yet", connector.health_html)
        with trap_jobs() as trap:
            self._emit(self.reader)
            trap.perform_enqueued_jobs()
        connector.invalidate_recordset()
        self.assertIn("1 of 10000 in the last minute", connector.health_html)
        self.tool.answers = [SetupRefused("wrong <secret>")]
        with trap_jobs() as trap:
            self._emit(self.reader, key="second")
            trap.perform_enqueued_jobs()
        self.env["crm.connector.refusal"]._count(connector.id)
        connector.invalidate_recordset()
        self.assertIn("wrong &lt;secret&gt;", connector.health_html)
        self.assertNotIn("very-secret", connector.health_html)
        self.assertIn("1, the last at", connector.health_html)

    def test_ten_connectors_cost_the_queries_of_one(self):
        connectors = self.env["crm.connector"].union(
            *(self.connector.copy() for _number in range(10))
        )
        self.env.flush_all()
        counts = []
        for records in (connectors[:1], connectors[:1], connectors):
            self.env.invalidate_all()
            records.fetch(["name"])
            before = self.env.cr.sql_log_count
            records.mapped("health_html")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[2], counts[1])
