from odoo import models


class MailThread(models.AbstractModel):
    """Who may be written to is proposed by name; a colleague's customer's address
    is not told.
    """

    _inherit = "mail.thread"

    def _message_get_suggested_recipients_batch(self, *args, **kwargs):
        by_record = super()._message_get_suggested_recipients_batch(*args, **kwargs)
        recipients = [row for rows in by_record.values() for row in rows]
        partners = self.env["res.partner"].browse(
            {row["partner_id"] for row in recipients if row["partner_id"]}
        )
        hidden = {record.id: record for record in partners._filter_hidden_contacts()}
        for row in recipients:
            if partner := hidden.get(row["partner_id"]):
                row["email"] = partner._mask_contact("email", row["email"])
        return by_record
