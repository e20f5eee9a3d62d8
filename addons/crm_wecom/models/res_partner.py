from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        result = super().write(vals)
        if "category_id" in vals:
            # Who tags a customer may not see whose contact he is in WeCom.
            follows_sudo = self.env["crm.wecom.follow"].sudo()
            domain = [("contact_id.partner_id", "in", self.ids)]
            follows_sudo.search(domain)._queue_tags()
        return result
