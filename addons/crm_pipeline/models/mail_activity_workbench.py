from odoo import models


class MailActivity(models.Model):
    """What the workbench asks for at each opening is found by an index."""

    _inherit = "mail.activity"

    _due_of_user_idx = models.Index("(user_id, date_deadline) WHERE active IS TRUE")
    _done_of_user_idx = models.Index("(user_id, date_done) WHERE date_done IS NOT NULL")
