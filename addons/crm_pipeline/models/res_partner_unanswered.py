from odoo import api, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    _unanswered_idx = models.Index(
        "(user_id, unanswered_since) WHERE unanswered_since IS NOT NULL"
    )

    @api.model
    def _ownership_guarded_fields(self):
        return super()._ownership_guarded_fields() | {"unanswered_since"}
