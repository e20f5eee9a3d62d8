from odoo import fields, models


class ResPartner(models.Model):
    """Customers have a history of owners; their contacts follow them."""

    _name = "res.partner"
    _inherit = ["res.partner", "crm.ownership.mixin"]
    _ownership_field = "partner_id"

    ownership_ids = fields.One2many(
        "crm.ownership",
        "partner_id",
        string="History of Owners",
        readonly=True,
        groups="sales_team.group_sale_salesman",
    )

    def _ownership_tracked(self):
        return self.filtered(lambda partner: partner.commercial_partner_id == partner)
