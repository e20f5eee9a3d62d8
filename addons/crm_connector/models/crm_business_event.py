from odoo import models


class CrmBusinessEvent(models.Model):
    _inherit = "crm.business.event"

    def _notify(self, users):
        """Tell people as the event's rule and they themselves want it.

        Odoo tells those whom no chat tool reaches, and those who chose it.
        """
        left = self.env["crm.connector.message"]._queue_event(self, users)
        return super()._notify(left)
