from odoo import models


class CrmBusinessEvent(models.Model):
    _inherit = "crm.business.event"

    def _notify(self, users):
        """Tell those in their chat tool whom one reaches, the others as before."""
        reached = self.env["crm.connector.message"]._queue_event(self, users)
        return super()._notify(users - reached)
