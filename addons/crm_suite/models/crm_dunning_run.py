from odoo import api, fields, models


class CrmDunningRun(models.Model):
    _inherit = "crm.dunning.run"

    @api.private
    def play_demo_night(self, company_id):
        """Let promises and the dunning ladder go as they go every night."""
        today = fields.Date.context_today(self)
        promises = self.env["crm.payment.promise"].search([("date", "<", today)])
        promises._compute_state()
        promises.followed_up_on = today
        promises._tell_broken()
        company = self.env["res.company"].browse(company_id)
        for partner_ids in self._get_batches(company):
            self._for_today(company)._take_customers(partner_ids)
