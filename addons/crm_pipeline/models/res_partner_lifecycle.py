from odoo import api, models
from odoo.fields import Domain


class ResPartner(models.Model):
    """Who was followed up is not idle."""

    _inherit = "res.partner"

    @api.model
    def _get_lifecycle_idle_domain(self, since):
        last = Domain("last_effective_contact_at", "=", False)
        last |= Domain("last_effective_contact_at", "<", since)
        return super()._get_lifecycle_idle_domain(since) & last
