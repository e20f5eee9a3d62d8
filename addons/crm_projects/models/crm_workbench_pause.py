from odoo import models
from odoo.fields import Domain


class CrmWorkbench(models.AbstractModel):
    """Nobody is pressed for what stands still with its contract."""

    _inherit = "crm.workbench"

    def _get_unsigned_domain(self):
        return super()._get_unsigned_domain() & Domain("is_paused", "=", False)

    def _get_due_domain(self):
        return super()._get_due_domain() & Domain("is_paused", "=", False)
