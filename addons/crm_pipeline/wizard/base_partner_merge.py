from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_values(self, src_partners, dst_partner):
        # The follow-ups moved as foreign keys, in SQL: the ORM does not know.
        field = dst_partner._fields["last_effective_contact_at"]
        self.env.add_to_compute(field, dst_partner)
        return super()._update_values(src_partners, dst_partner)

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Let the keys follow: the merge moves leads to their new customer by SQL."""
        leads_sudo = self.env["crm.lead"].sudo()  # all leads of the customers count
        leads_sudo = leads_sudo.with_context(active_test=False).search(
            [("partner_id", "child_of", partner_ids)]
        )
        self.env["res.partner"].browse(partner_ids)._check_known()
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        leads_sudo._conflict_refresh()
        return result
