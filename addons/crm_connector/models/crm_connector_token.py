from psycopg2.errors import SerializationFailure

from odoo import fields, models
from odoo.tools import SQL

# A token is renewed this long before its end, so that none expires in flight.
MARGIN_SECONDS = 300
MAX_ROUNDS = 20


class CrmConnectorToken(models.Model):
    """The access token of one connector, shared by all workers of all hosts.

    Vendors give one token per application and punish frequent requests for it.
    The row lock makes N workers that find no token ask for one once.
    """

    _name = "crm.connector.token"
    _inherit = "crm.connector.secret.mixin"
    _description = "Connector Access Token"

    connector_id = fields.Many2one(
        "crm.connector", required=True, readonly=True, ondelete="cascade"
    )
    access_token = fields.Char(
        groups="base.group_system", copy=False, readonly=True, exportable=False
    )
    expires_at = fields.Datetime(readonly=True)
    fetched_at = fields.Datetime(readonly=True)

    _connector_unique = models.Constraint(
        "UNIQUE(connector_id)", "A connector has one access token."
    )

    def _get(self, fetch, stale=None):
        """Answer a token that is valid and is not ``stale``.

        It works in transactions of its own: the token must be known to the other
        workers at once, and must outlive a rollback here.

        :param fetch: callable answering (token, seconds it lives); called at most
            once, while the row is locked
        :param stale: a token that the vendor refused
        :raise: whatever ``fetch`` raises
        """
        self.ensure_one()
        for _round in range(MAX_ROUNDS):
            with self.env.registry.cursor() as cr:
                token = self._read_valid(cr, stale)
                if token:
                    return token
                try:
                    self._lock(cr)
                except SerializationFailure:
                    # Another worker renewed it while we waited: read it.
                    cr.rollback()
                    continue
                return self._store(cr, *fetch())
        raise SerializationFailure("the access token row is under contention")

    def _read_valid(self, cr, stale):
        cr.execute(
            SQL(
                "SELECT access_token FROM %s WHERE id = %s "
                "AND expires_at > (now() AT TIME ZONE 'UTC')",
                SQL.identifier(self._table),
                self.id,
            )
        )
        row = cr.fetchone()
        return row[0] if row and row[0] and row[0] != stale else None

    def _lock(self, cr):
        # Repeatable read: this fails, rather than returns old values, when the
        # row has changed since _read_valid.
        cr.execute(
            SQL(
                "SELECT id FROM %s WHERE id = %s FOR UPDATE",
                SQL.identifier(self._table),
                self.id,
            ),
            log_exceptions=False,
        )

    def _store(self, cr, token, seconds):
        lifetime = max(seconds - MARGIN_SECONDS, seconds // 2)
        cr.execute(
            SQL(
                "UPDATE %s SET access_token = %s, "
                "fetched_at = now() AT TIME ZONE 'UTC', expires_at = "
                "(now() AT TIME ZONE 'UTC') + make_interval(secs => %s) WHERE id = %s",
                SQL.identifier(self._table),
                token,
                lifetime,
                self.id,
            )
        )
        return token
