from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_values(self, src_partners, dst_partner):
        # The rows of history follow by themselves: they are foreign keys.
        kept = dst_partner._with_ownership_reason("merge")
        return super()._update_values(src_partners, kept)
