from odoo import fields, models


class AccountMove(models.Model):
    """Invoices of instalments know the project that they are for."""

    _inherit = "account.move"

    design_project_id = fields.Many2one(
        related="plan_line_id.design_project_id",
        store=True,
        index="btree_not_null",
        string="Design Project",
    )
