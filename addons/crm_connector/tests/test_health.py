from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError

from odoo.addons.crm_connector.tools.delivery import RecipientRefused, SetupRefused
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

    def test_all_is_well_until_somebody_has_to_do_something(self):
        connector = self.connector.with_context(lang="en_US")
        self.assertEqual(connector.health_state, "good")
        self.assertFalse(connector.health_advice)
        self.assertIn("There is nothing to do", connector.health_html)
        self.tool.answers = [RecipientRefused("unknown member")]
        with trap_jobs() as trap:
            self._emit(self.reader)
            trap.perform_enqueued_jobs()
        connector.invalidate_recordset()
        self.assertEqual(connector.health_state, "attention")
        self.assertIn("1 messages reached nobody", connector.health_advice)
        connector.state = "draft"
        connector.invalidate_recordset()
        self.assertIn("press Test Connection", connector.health_html)

    def test_undelivered_messages_are_set_aside(self):
        self.tool.answers = [RecipientRefused("unknown member")]
        with trap_jobs() as trap:
            event = self._emit(self.reader + self.foreigner)
            trap.perform_enqueued_jobs()
        refused = self._messages(event).filtered(lambda m: m.state == "failed")
        self.assertTrue(refused)
        with self.assertRaises(AccessError):
            refused.with_user(self.reader).action_set_aside()
        refused.with_user(self.admin).action_set_aside()
        self.assertEqual(set(refused.mapped("state")), {"needless"})
        self.assertEqual(refused[0].error, "unknown member")
        self.assertEqual(self.connector.failed_count, 0)
        with self.assertRaisesRegex(UserError, "selection|所选"):
            refused.action_set_aside()
        with self.assertRaises(UserError):
            refused.action_resend()

    def test_a_connection_that_never_reports_is_told_after_a_day(self):
        connector = self.connector.with_context(lang="en_US")
        self.assertIn("see the page Callback", connector.health_html)
        connector.write({"callback_token": "t", "callback_aes_key": "k" * 43})
        connector.invalidate_recordset()
        self.assertEqual(connector.health_state, "good")
        with freeze_time(fields.Datetime.now() + timedelta(days=2)):
            connector.invalidate_recordset()
            self.assertEqual(connector.health_state, "attention")
            self.assertIn("never reported anything", connector.health_advice)

    def test_a_refused_call_worries_for_a_day(self):
        connector = self.connector.with_context(lang="en_US")
        self.env["crm.connector.refusal"]._count(connector.id)
        connector.invalidate_recordset()
        self.assertIn("wrong signature", connector.health_advice)
        with freeze_time(fields.Datetime.now() + timedelta(days=2)):
            connector.invalidate_recordset()
            self.assertEqual(connector.health_state, "good")
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
