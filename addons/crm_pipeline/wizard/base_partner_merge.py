from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_values(self, src_partners, dst_partner):
        # The follow-ups moved as foreign keys, in SQL: the ORM does not know.
        field = dst_partner._fields["last_effective_contact_at"]
        self.env.add_to_compute(field, dst_partner)
        return super()._update_values(src_partners, dst_partner)
