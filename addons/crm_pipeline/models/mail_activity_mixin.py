from odoo import models


class MailActivityMixin(models.AbstractModel):
    """A list with a column of responsible people asks for them at once."""

    _inherit = "mail.activity.mixin"

    def _compute_activity_user_id(self):
        # Odoo reads the first activity of each record alone (two queries each).
        self.activity_ids.fetch(["user_id"])
        return super()._compute_activity_user_id()
