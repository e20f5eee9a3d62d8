from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from .common import ConnectorCase


class TestDayLimit(ConnectorCase):
    """Some chat tools count what one person gets within a day."""

    def _count(self, count, hours):
        """Let ``reader`` have got so many messages so long ago."""
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_connector_quota (connector, member, sent_at) "
                "SELECT %s, 'ID.con_reader', %s FROM generate_series(1, %s)",
                self.connector.id,
                fields.Datetime.now() - timedelta(hours=hours),
                count,
            )
        )

    def _waits(self):
        waits = self.connector._reserve(["ID.con_reader", "ID.con_actor"])
        return waits["ID.con_reader"], waits["ID.con_actor"]

    def test_who_got_a_days_messages_waits_until_the_oldest_is_a_day_old(self):
        self.connector.limit_member_day = 5
        self._count(5, hours=20)
        wait, other = self._waits()
        self.assertAlmostEqual(wait / 3600, 4, delta=0.1)
        self.assertEqual(other, 0)

    def test_what_is_a_day_old_counts_no_more(self):
        self.connector.limit_member_day = 5
        self._count(5, hours=24.1)
        self.assertEqual(self._waits(), (0, 0))

    def test_where_no_day_is_counted_there_is_no_limit(self):
        self._count(900, hours=20)
        self.assertEqual(self.connector.limit_member_day, 0)
        self.assertEqual(self._waits(), (0, 0))

    def test_one_limit_that_is_given_leaves_the_usual_others(self):
        values = {"name": "Chat", "kind": "test", "base_url": "https://chat.example.cn"}
        connector = self.env["crm.connector"].create(
            {**values, "limit_member_minute": 3}
        )
        self.assertEqual(connector.limit_member_minute, 3)
        self.assertEqual(connector.limit_member_hour, 1000)
        self.assertEqual(connector.limit_app_minute, 10_000)

    def test_the_sweep_keeps_a_day(self):
        quota = self.env["crm.connector.quota"]
        mine = [("connector", "=", self.connector.id)]
        self._count(2, hours=23)
        self._count(3, hours=26)
        quota._gc_quota()
        self.assertEqual(quota.search_count(mine), 2)
