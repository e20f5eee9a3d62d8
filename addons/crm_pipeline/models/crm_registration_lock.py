from odoo import api, fields, models
from odoo.tools import SQL

KEPT_DAYS = 1


class CrmRegistrationLock(models.Model):
    """One row a customer that is being registered now, so that two do not pass.

    Two submissions of one moment read the same rows; the second one waits for the
    first, PostgreSQL tells it that they have changed, Odoo runs it again, and it finds
    the first one's registration. An advisory lock does not do: who waited for it still
    sees the database as it was before.
    """

    _name = "crm.registration.lock"
    _description = "Registration under Way"
    _rec_name = "key"
    _log_access = False

    key = fields.Char(required=True, readonly=True)
    used_on = fields.Date(required=True, readonly=True, index=True)

    _key_unique = models.Constraint("UNIQUE(key)", "A key is locked once.")

    @api.model
    def _take(self, keys):
        """Wait until nobody else registers a customer of these keys.

        :param keys: strings; taken in one order, so that nobody waits in a circle
        """
        if not keys:
            return
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_registration_lock (key, used_on)
                SELECT key, CURRENT_DATE FROM unnest(%s) AS key ORDER BY key
                ON CONFLICT (key) DO UPDATE SET used_on = CURRENT_DATE
                """,
                sorted(keys),
            ),
            log_exceptions=False,  # being second is no error
        )
        self.invalidate_model(flush=False)

    @api.autovacuum
    def _gc_locks(self):
        """Forget the keys of the days before: nobody waits for them any more."""
        self.env.cr.execute(
            SQL(
                "DELETE FROM crm_registration_lock WHERE used_on < CURRENT_DATE - %s",
                KEPT_DAYS,
            )
        )
        self.invalidate_model(flush=False)
