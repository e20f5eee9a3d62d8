from odoo import models
from odoo.exceptions import UserError


class CrmConnectorMessage(models.Model):
    _inherit = "crm.connector.message"

    def action_set_aside(self):
        """Deal with undelivered messages without sending them: they are needed no more.

        The reason stays with the message; who set it aside is its last writer.
        """
        self.check_access("write")
        if self.filtered(lambda message: message.state not in ("failed", "dead")):
            raise UserError(
                self.env._(
                    "Only refused or given up messages can be set aside. Take the "
                    "others out of the selection."
                )
            )
        self.write({"state": "needless", "next_try_at": False})
