from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    follow_up_copy_days = fields.Integer(
        string="Compare Notes Within (days)",
        default=30,
        help="A follow-up whose note repeats one that the same person wrote within "
        "these days does not count.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        self.env["crm.pool"].make_defaults()
        return companies
