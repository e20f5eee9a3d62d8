from odoo import api, fields, models

#: what a column may say; the values are made in crm_fapiao_export.py
SOURCES = [
    ("application", "Application"),
    ("invoice", "Invoice Number"),
    ("contract", "Contract Number"),
    ("type", "Type of Fapiao"),
    ("buyer_name", "Buyer"),
    ("buyer_tax_number", "Buyer's Tax Number"),
    ("buyer_address", "Buyer's Address and Phone"),
    ("buyer_bank", "Buyer's Bank and Account"),
    ("item", "Item"),
    ("tax_code", "Tax Classification Code"),
    ("unit", "Unit"),
    ("quantity", "Quantity"),
    ("price", "Price without Tax"),
    ("untaxed", "Amount without Tax"),
    ("rate", "Tax Rate"),
    ("tax", "Tax"),
    ("total", "Total"),
    ("email", "Send to"),
    ("note", "Remark"),
    ("red_number", "Number of the Fapiao Reversed"),
    ("fixed", "Fixed Text"),
]
#: the usual titles of the tax bureau's own upload sheet
USUAL = {
    "application": "业务单据号",
    "type": "发票类型",
    "buyer_name": "购买方名称",
    "buyer_tax_number": "购买方纳税人识别号",
    "buyer_address": "购买方地址电话",
    "buyer_bank": "购买方开户行及账号",
    "item": "项目名称",
    "tax_code": "商品和服务税收编码",
    "unit": "单位",
    "quantity": "数量",
    "price": "单价",
    "untaxed": "金额",
    "rate": "税率",
    "tax": "税额",
    "email": "购买方邮箱",
    "note": "备注",
    "red_number": "被红冲蓝字数电票号码",
}


class CrmFapiaoLayoutColumn(models.Model):
    _name = "crm.fapiao.layout.column"
    _inherit = ["crm.file.column.mixin"]
    _description = "Fapiao File Column"

    layout_id = fields.Many2one(
        "crm.fapiao.layout", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="layout_id.company_id", store=True, index="btree_not_null"
    )
    source = fields.Selection(SOURCES, string="What It Says", required=True)

    @api.model
    def _get_usual(self):
        """Return {source: title} of the tax bureau's own upload sheet."""
        return dict(USUAL)
