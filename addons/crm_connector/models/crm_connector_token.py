from psycopg2.errors import SerializationFailure

from odoo import fields, models
from odoo.tools import SQL

from ..clients.errors import ClientSetup

# A token is renewed this long before its end, so that none expires in flight.
MARGIN_SECONDS = 300
MAX_ROUNDS = 20
# A vendor shuts out who asks in vain too often (WeCom: 2000 times an hour).
REFUSED_SECONDS = 60


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
    refused_until = fields.Datetime(readonly=True)
    refused_code = fields.Char(readonly=True)

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
        :raise ClientSetup: the vendor refused the application, now or a moment ago: it
            is not asked again at once
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
                try:
                    return self._store(cr, *fetch())
                except ClientSetup as error:
                    refusal = error
                    self._store_refusal(cr, error.code)
            raise refusal  # after the transaction that keeps it
        raise SerializationFailure("the access token row is under contention")

    def _read_valid(self, cr, stale):
        cr.execute(
            SQL(
                "SELECT access_token, expires_at > (now() AT TIME ZONE 'UTC'), "
                "refused_code, refused_until > (now() AT TIME ZONE 'UTC') "
                "FROM %s WHERE id = %s",
                SQL.identifier(self._table),
                self.id,
            )
        )
        row = cr.fetchone()
        if not row:  # made by the transaction that asks, which is not committed yet
            return None
        token, is_valid, code, is_refused = row
        if token and is_valid and token != stale:
            return token
        if is_refused:
            raise ClientSetup(code, "gettoken")
        return None

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
                "refused_until = NULL, "
                "fetched_at = now() AT TIME ZONE 'UTC', expires_at = "
                "(now() AT TIME ZONE 'UTC') + make_interval(secs => %s) WHERE id = %s",
                SQL.identifier(self._table),
                token,
                lifetime,
                self.id,
            )
        )
        return token

    def _store_refusal(self, cr, code):
        cr.execute(
            SQL(
                "UPDATE %s SET refused_code = %s, refused_until = "
                "(now() AT TIME ZONE 'UTC') + make_interval(secs => %s) WHERE id = %s",
                SQL.identifier(self._table),
                code,
                REFUSED_SECONDS,
                self.id,
            )
        )

    def _forget_refusal(self):
        """Let the vendor be asked at once: somebody has corrected the settings."""
        with self.env.registry.cursor() as cr:
            cr.execute(
                SQL(
                    "UPDATE %s SET refused_until = NULL "
                    "WHERE id = ANY(%s) AND refused_until IS NOT NULL",
                    SQL.identifier(self._table),
                    self.ids,
                )
            )
