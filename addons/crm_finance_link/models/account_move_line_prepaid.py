from odoo import fields, models


class AccountMoveLine(models.Model):
    """Money that came before the invoice knows the instalment that it is for."""

    _inherit = "account.move.line"

    prepaid_line_id = fields.Many2one(
        "crm.payment.plan.line",
        string="Prepaid Instalment",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
