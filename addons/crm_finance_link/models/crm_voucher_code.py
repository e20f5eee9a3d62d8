from odoo import fields, models


class CrmVoucherCode(models.Model):
    """What an account is called in the other package."""

    _name = "crm.voucher.code"
    _description = "Account Code of an ERP"
    _order = "layout_id, code, id"
    _rec_name = "code"

    layout_id = fields.Many2one(
        "crm.voucher.layout", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="layout_id.company_id", store=True, index="btree_not_null"
    )
    account_id = fields.Many2one(
        "account.account", required=True, index=True, ondelete="cascade"
    )
    code = fields.Char(string="Code There", required=True)

    _once = models.Constraint(
        "UNIQUE(layout_id, account_id)", "An account has one code in a layout."
    )
