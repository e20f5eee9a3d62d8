from odoo import api, models
from odoo.exceptions import UserError


class CrmLedgerMixin(models.AbstractModel):
    """Rows that code writes once: nobody edits or deletes one, superusers included."""

    _name = "crm.ledger.mixin"
    _description = "Ledger"

    #: names of the fields that follow another record or are moved by a merge
    _ledger_moving = frozenset()

    def write(self, vals):
        """Refuse every change but of what is moved."""
        if set(vals) - self._ledger_moving:
            # Who has no right at all is told that, in Odoo's words.
            self.check_access("write")
            raise UserError(self._immutable_message())
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self._immutable_message())

    def _immutable_message(self):
        return self.env._(
            "%(records)s: this is a ledger, which is neither edited nor deleted.",
            records=", ".join(self.mapped("display_name")),
        )
