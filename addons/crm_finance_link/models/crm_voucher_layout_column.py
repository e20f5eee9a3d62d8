from odoo import fields, models

#: what a column may say; the values are made in crm_voucher_batch_rows.py
SOURCES = [
    ("date", "Date"),
    ("year", "Year"),
    ("month", "Month"),
    ("word", "Voucher Word"),
    ("number", "Voucher Number"),
    ("line", "Line of the Voucher"),
    ("summary", "Summary"),
    ("account_code", "Account Code"),
    ("account_name", "Account Name"),
    ("debit", "Debit"),
    ("credit", "Credit"),
    ("currency", "Currency"),
    ("rate", "Exchange Rate"),
    ("amount_currency", "Amount in Currency"),
    ("partner_code", "Customer's Code"),
    ("partner", "Customer"),
    ("project", "Project"),
    ("department", "Department"),
    ("salesperson", "Salesperson"),
    ("contract", "Contract Number"),
    ("document", "Number in Odoo"),
    ("maker", "Made by"),
    ("attachments", "Number of Attachments"),
    ("fixed", "Fixed Text"),
]


class CrmVoucherLayoutColumn(models.Model):
    """A column of the voucher file."""

    _name = "crm.voucher.layout.column"
    _inherit = ["crm.file.column.mixin"]
    _description = "ERP File Column"

    layout_id = fields.Many2one(
        "crm.voucher.layout", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="layout_id.company_id", store=True, index="btree_not_null"
    )
    source = fields.Selection(SOURCES, string="What It Says", required=True)
