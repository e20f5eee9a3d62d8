from dataclasses import replace
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import quota

KEPT_HOURS = 25


class CrmConnectorQuota(models.Model):
    """What was sent to whom within the last day, so that no limit is exceeded.

    Chat tools drop the excess without a word. Rows are written in transactions of
    their own, before the call, so that all workers count all calls; one that is
    rolled back was counted in vain, which only makes us wait.
    """

    _name = "crm.connector.quota"
    _description = "Sent within the Last Day"
    _log_access = False

    # No foreign keys: the rows are written beside the running transaction.
    connector = fields.Integer(required=True, readonly=True)
    member = fields.Char(required=True, readonly=True)
    sent_at = fields.Datetime(required=True, readonly=True)

    _member_idx = models.Index("(connector, member, sent_at)")
    _app_idx = models.Index("(connector, sent_at)")

    @api.model
    def _reserve(self, connector, members, limits):
        """Count one message to each of ``members`` who may be written to now.

        :param int connector: id of the connector
        :param list members: external ids, or what else names a recipient
        :param limits: :class:`quota.Limits`
        :return: {member: seconds to wait, 0 for those counted}
        """
        with self.env.registry.cursor() as cr:
            # Before the first query, so that this sees what the last holder wrote.
            cr.execute("LOCK TABLE crm_connector_quota IN SHARE ROW EXCLUSIVE MODE")
            now = fields.Datetime.now()
            usage, app = self._usage(cr, connector, members, now)
            if limits.member_day:
                self._add_day(cr, connector, members, now, usage)
            waits = quota.share(members, usage, app, limits)
            granted = [member for member, wait in waits.items() if not wait]
            if granted:
                cr.execute(
                    SQL(
                        "INSERT INTO crm_connector_quota (connector, member, sent_at) "
                        "SELECT %s, unnest(%s), %s",
                        connector,
                        granted,
                        now,
                    )
                )
        return waits

    @api.model
    def _usage(self, cr, connector, members, now):
        """What was sent to these people and by the application; two queries."""
        minute_ago = now - timedelta(seconds=quota.MINUTE + quota.MARGIN)
        hour_ago = now - timedelta(seconds=quota.HOUR + quota.MARGIN)
        counted = SQL(
            "count(*) FILTER (WHERE sent_at > %(minute)s), count(*), "
            "min(sent_at) FILTER (WHERE sent_at > %(minute)s), min(sent_at) "
            "FROM crm_connector_quota WHERE connector = %(connector)s "
            "AND sent_at > %(hour)s",
            minute=minute_ago,
            hour=hour_ago,
            connector=connector,
        )
        cr.execute(
            SQL(
                "SELECT member, %s AND member = ANY(%s) GROUP BY member",
                counted,
                list(members),
            )
        )
        usage = {row[0]: self._as_usage(row[1:], now) for row in cr.fetchall()}
        # Of the application the last minute counts alone: the index finds it.
        cr.execute(
            SQL(
                "SELECT count(*), min(sent_at) FROM crm_connector_quota "
                "WHERE connector = %s AND sent_at > %s",
                connector,
                minute_ago,
            )
        )
        count, oldest = cr.fetchone()
        return usage, self._as_usage((count, count, oldest, oldest), now)

    @api.model
    def _add_day(self, cr, connector, members, now, usage):
        """Add to ``usage`` what these people were sent within a day; one query."""
        day_ago = now - timedelta(seconds=quota.DAY + quota.MARGIN)
        cr.execute(
            SQL(
                "SELECT member, count(*), min(sent_at) FROM crm_connector_quota "
                "WHERE connector = %s AND member = ANY(%s) AND sent_at > %s "
                "GROUP BY member",
                connector,
                list(members),
                day_ago,
            )
        )
        for member, count, oldest in cr.fetchall():
            usage[member] = replace(
                usage.get(member, quota.Usage()),
                day=count,
                oldest_in_day=(now - oldest).total_seconds(),
            )

    @staticmethod
    def _as_usage(row, now):
        minute, hour, *oldest = row
        ages = [(now - moment).total_seconds() if moment else 0 for moment in oldest]
        return quota.Usage(minute, hour, *ages)

    @api.autovacuum
    def _gc_quota(self):
        """Delete what counts no more."""
        before = fields.Datetime.now() - timedelta(hours=KEPT_HOURS)
        self.env.cr.execute(
            SQL("DELETE FROM crm_connector_quota WHERE sent_at < %s", before)
        )
