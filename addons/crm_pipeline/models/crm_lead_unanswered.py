from odoo import api, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    # What the workbench of each salesperson asks for at every opening.
    _unanswered_idx = models.Index(
        "(user_id, unanswered_since) WHERE unanswered_since IS NOT NULL"
    )
    _protection_idx = models.Index(
        "(user_id, protected_until) WHERE protected_until IS NOT NULL"
    )
    _pooled_idx = models.Index("(pool_id, pooled_at DESC) WHERE pool_id IS NOT NULL")

    @api.model
    def _ownership_guarded_fields(self):
        return super()._ownership_guarded_fields() | {"unanswered_since"}
