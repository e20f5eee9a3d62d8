import hashlib

from odoo import api, fields, models
from odoo.tools import SQL

KEPT_DAYS = 7


class CrmConnectorOnce(models.Model):
    """What may be used once: the state of a login, the token of a form.

    Only a hash is kept, so the table tells nobody a value that would be taken.
    """

    _name = "crm.connector.once"
    _description = "Used Once"
    _rec_name = "digest"
    _log_access = False

    digest = fields.Char(required=True, readonly=True)
    used_at = fields.Datetime(required=True, readonly=True, index=True)

    _digest_unique = models.Constraint("UNIQUE(digest)", "This was used already.")

    @api.model
    def _take(self, purpose, value):
        """Use ``value`` up; return whether this was its first use.

        One statement: of two at the same moment the second waits, fails to serialise,
        is tried again and finds the first.

        :param str purpose: what it is for; the same value may serve two purposes
        """
        digest = hashlib.sha256(f"{purpose}:{value}".encode()).hexdigest()
        rows = self.env.execute_query(
            SQL(
                "INSERT INTO crm_connector_once (digest, used_at) VALUES (%s, %s) "
                "ON CONFLICT (digest) DO NOTHING RETURNING id",
                digest,
                fields.Datetime.now(),
            )
        )
        return bool(rows)

    @api.autovacuum
    def _gc_used(self):
        old = fields.Datetime.subtract(fields.Datetime.now(), days=KEPT_DAYS)
        self.search([("used_at", "<", old)], limit=10_000).unlink()
