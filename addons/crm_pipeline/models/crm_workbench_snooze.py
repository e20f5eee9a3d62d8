from odoo import api, fields, models
from odoo.fields import Domain


class CrmWorkbenchSnooze(models.Model):
    """A card that somebody has put off: it comes back on its day, for him alone."""

    _name = "crm.workbench.snooze"
    _description = "Card Put Off"
    _order = "until desc, id desc"
    _rec_name = "kind"
    _log_access = False

    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    kind = fields.Char(required=True)
    res_id = fields.Integer(string="Record", required=True)
    until = fields.Date(required=True)

    _user_kind_record_unique = models.Constraint(
        "UNIQUE(user_id, kind, res_id)", "This card is put off already."
    )

    @api.model
    def _put_off(self, kind, res_id, until):
        """Put a card of the current user off until a day."""
        # People have no rights on these rows: each has his own, through his cards.
        rows_sudo = self.sudo()
        row_sudo = rows_sudo.search(
            self._own_domain(kind) & Domain("res_id", "=", res_id)
        )
        if row_sudo:
            row_sudo.until = until
        else:
            rows_sudo.create(
                {
                    "user_id": self.env.uid,
                    "kind": kind,
                    "res_id": res_id,
                    "until": until,
                }
            )

    @api.model
    def _own_domain(self, kind):
        return Domain("user_id", "=", self.env.uid) & Domain("kind", "=", kind)

    @api.model
    def _awake_domain(self, kind):
        """Return the records of ``kind`` whose card the user has not put off."""
        today = fields.Date.context_today(self)
        asleep = self._own_domain(kind) & Domain("until", ">", today)
        rows_sudo = self.sudo()._search(asleep)  # his own, see above
        return Domain("id", "not in", rows_sudo.subselect("res_id"))

    @api.autovacuum
    def _gc_awake(self):
        """Delete the rows whose day has come."""
        self.search([("until", "<", fields.Date.today())], limit=10_000).unlink()
