from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL

from ..tools.voucher import Words

#: roles of the receipts that come back, and the titles that packages usually give them
RECEIPT_TITLES = {
    "number": "单据编号",
    "date": "单据日期",
    "code": "客户编码",
    "credit_code": "统一社会信用代码",
    "customer": "客户名称",
    "contract": "合同号",
    "invoice": "发票号",
    "amount": "收款金额",
    "currency": "币别",
}


class CrmVoucherLayout(models.Model):
    """How files for and from an outside accounting package look."""

    _name = "crm.voucher.layout"
    _inherit = ["crm.file.layout.mixin"]
    _description = "ERP File Layout"

    column_ids = fields.One2many(
        "crm.voucher.layout.column", "layout_id", string="Columns", copy=True
    )
    code_ids = fields.One2many(
        "crm.voucher.code", "layout_id", string="Account Codes", copy=True
    )
    needs_codes = fields.Boolean(
        string="Every Account Is Mapped",
        help="Refuse an export with an account that has no code here. Otherwise the "
        "code of Odoo's chart is taken.",
    )
    word_style = fields.Selection(
        [("one", "One word for all"), ("three", "Receipt, payment, transfer")],
        string="Voucher Words",
        required=True,
        default="one",
    )
    word_general = fields.Char(string="Word for All", required=True, default="记")
    word_receipt = fields.Char(string="Word of Receipts", required=True, default="收")
    word_payment = fields.Char(string="Word of Payments", required=True, default="付")
    word_transfer = fields.Char(string="Word of Transfers", required=True, default="转")
    date_format = fields.Selection(
        [
            ("%Y-%m-%d", "2026-03-05"),
            ("%Y/%m/%d", "2026/03/05"),
            ("%Y%m%d", "20260305"),
            ("%Y年%m月%d日", "2026年03月05日"),
        ],
        string="Days Look Like",
        required=True,
        default="%Y-%m-%d",
    )
    turn = fields.Integer(
        readonly=True, copy=False, help="Counts the files, so that two take turns."
    )
    receipt_number = fields.Char(
        string="Title of the Document Number",
        required=True,
        default=RECEIPT_TITLES["number"],
    )
    receipt_date = fields.Char(
        string="Title of the Date", required=True, default=RECEIPT_TITLES["date"]
    )
    receipt_code = fields.Char(
        string="Title of the Customer's Code", default=RECEIPT_TITLES["code"]
    )
    receipt_credit_code = fields.Char(
        string="Title of the Credit Code", default=RECEIPT_TITLES["credit_code"]
    )
    receipt_customer = fields.Char(
        string="Title of the Customer's Name", default=RECEIPT_TITLES["customer"]
    )
    receipt_contract = fields.Char(
        string="Title of the Contract", default=RECEIPT_TITLES["contract"]
    )
    receipt_invoice = fields.Char(
        string="Title of the Invoice", default=RECEIPT_TITLES["invoice"]
    )
    receipt_amount = fields.Char(
        string="Title of the Amount", required=True, default=RECEIPT_TITLES["amount"]
    )
    receipt_currency = fields.Char(
        string="Title of the Currency", default=RECEIPT_TITLES["currency"]
    )

    @api.constrains("column_ids")
    def _check_columns(self):
        self._check_titles()

    def _get_words(self):
        self.ensure_one()
        return Words(
            self.word_general,
            self.word_receipt,
            self.word_payment,
            self.word_transfer,
            self.word_style == "one",
        )

    def _get_receipt_titles(self):
        """Return {role: title} of the receipts that come back."""
        self.ensure_one()
        return {role: self[f"receipt_{role}"] for role in RECEIPT_TITLES}

    def _take_turn(self):
        """Wait until nobody else works with this layout.

        Who was second is told by PostgreSQL that the row has changed, and Odoo runs
        him again, with the eyes of then.
        """
        self.ensure_one()
        self.env.cr.execute(
            SQL(
                "UPDATE crm_voucher_layout SET turn = COALESCE(turn, 0) + 1"
                " WHERE id = %s",
                self.id,
            ),
            log_exceptions=False,  # being second is no error
        )
        self.invalidate_recordset(["turn"], flush=False)

    def _get_codes(self, accounts):
        """Return {account: code in the other package}.

        :raise UserError: an account has no code, and the layout wants one
        """
        codes = {row.account_id: row.code for row in self.code_ids}
        missing = accounts.filtered(lambda account: account not in codes)
        if missing and self.needs_codes:
            raise UserError(
                self.env._(
                    "Layout %(layout)s has no code for these accounts: %(accounts)s. "
                    "Add them under Account Codes.",
                    layout=self.name,
                    accounts=", ".join(missing.mapped("display_name")),
                )
            )
        return {account: codes.get(account) or account.code for account in accounts}

    def action_add_accounts(self):
        """List the accounts in use that have no code yet, to be filled in."""
        self.ensure_one()
        company = self.company_id or self.env.company
        groups = self.env["account.move.line"]._read_group(
            [
                ("company_id", "=", company.id),
                ("parent_state", "=", "posted"),
                ("account_id", "not in", self.code_ids.account_id.ids),
                ("account_id", "!=", False),
            ],
            ["account_id"],
        )
        self.code_ids = [
            Command.create({"account_id": account.id, "code": account.code})
            for (account,) in groups
        ]
