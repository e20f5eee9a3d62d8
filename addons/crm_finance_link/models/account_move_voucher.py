from odoo import fields, models


class AccountMove(models.Model):
    """Entries know under which voucher they went to an outside package."""

    _inherit = "account.move"

    voucher_line_ids = fields.One2many(
        "crm.voucher.batch.line",
        "move_id",
        string="Vouchers Elsewhere",
        readonly=True,
        copy=False,
        groups="account.group_account_user,account.group_account_readonly",
    )
