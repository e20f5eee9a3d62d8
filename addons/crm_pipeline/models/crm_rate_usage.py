from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

#: slots older than this are of no use to any limit
KEPT_DAYS = 3


class CrmRateUsage(models.Model):
    """How often something was done within one hour or day, counted by code.

    ``key`` names who or what is limited (a portal user, a form, a hashed address).
    """

    _name = "crm.rate.usage"
    _description = "Use of a Limited Form"
    _order = "slot desc, id desc"
    _rec_name = "key"
    _log_access = False

    key = fields.Char(required=True)
    slot = fields.Datetime(required=True, help="When this hour or day began.")
    used = fields.Integer(required=True)

    _key_slot_unique = models.UniqueIndex(
        "(key, slot)", "This hour is counted already."
    )
    _slot_idx = models.Index("(slot)")

    @api.model
    def _use(self, key, limit, unit="hour"):
        """Count one use in this hour or day; return whether the limit allowed it.

        One statement, so that two uses at the same moment cannot both be the last
        one: the second waits for the first, fails to serialise, and is tried again.

        :param str key: who or what is limited
        :param int limit: uses allowed; 0 allows none
        :param str unit: ``hour`` or ``day`` (of UTC: it limits, it does not report)
        """
        slot = fields.Datetime.now().replace(minute=0, second=0, microsecond=0)
        if unit == "day":
            key, slot = f"{key}/day", slot.replace(hour=0)
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO crm_rate_usage AS usage (key, slot, used)
                SELECT %(key)s, %(slot)s, 1 WHERE %(limit)s > 0
                ON CONFLICT (key, slot) DO UPDATE SET used = usage.used + 1
                WHERE usage.used < %(limit)s
                RETURNING id
                """,
                key=key,
                slot=slot,
                limit=limit,
            )
        )
        self.invalidate_model()
        return bool(rows)

    @api.autovacuum
    def _gc_slots(self):
        old = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        self.search([("slot", "<", old)], limit=10_000).unlink()
