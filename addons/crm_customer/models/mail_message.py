from odoo import models


class MailMessage(models.Model):
    _inherit = "mail.message"

    # The timeline reads the latest mails of a document; a document has many notes.
    _timeline_idx = models.Index(
        "(model, res_id, date DESC, id DESC) "
        "WHERE message_type IN ('email', 'email_outgoing', 'comment')"
    )
