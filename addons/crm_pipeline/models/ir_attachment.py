from odoo import api, models
from odoo.exceptions import UserError

#: what makes an attachment another file, or takes it away from its document
CONTENT_FIELDS = frozenset(
    {"name", "raw", "datas", "db_datas", "store_fname", "url", "res_model", "res_id"}
)
OPEN_STATES = ("draft", "rejected", "withdrawn")


class IrAttachment(models.Model):
    """The evidence of a registration stays what it was once that is submitted."""

    _inherit = "ir.attachment"

    def write(self, vals):
        if not self.env.su and not CONTENT_FIELDS.isdisjoint(vals):
            self._check_evidence()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        if not self.env.su:
            self._check_evidence()

    def _check_evidence(self):
        """Raise when one of these is evidence of a registration that counts."""
        # Evidence of others counts, too, whoever may read it.
        registrations_sudo = self.env["crm.registration"].sudo()
        kept_sudo = registrations_sudo.search(
            [("attachment_ids", "in", self.ids), ("state", "not in", OPEN_STATES)],
            limit=1,
        )
        if kept_sudo:
            raise UserError(
                self.env._(
                    "This file is evidence of %(registration)s, which is submitted: it "
                    "can neither be changed nor deleted. Withdraw the registration "
                    "first, or add another file to the chatter.",
                    registration=kept_sudo.name,
                )
            )
