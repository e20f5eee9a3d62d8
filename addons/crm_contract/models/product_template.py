from odoo import fields, models


class ProductTemplate(models.Model):
    """What a service is planned to cost, for the margin of quotations."""

    _inherit = "product.template"

    planned_unit_cost = fields.Float(
        string="Planned Cost per Unit",
        digits="Product Price",
        company_dependent=True,
        copy=False,
        groups="sales_team.group_sale_manager",
        help="In the company's currency. Only sales managers see it, unlike Odoo's "
        "cost, which counts where this is 0. Stages that the fee table reckoned take "
        "their cost from there.",
    )
