from os import path

from odoo import api, models

from .bank_file import read_bank_file


class AccountStatementImportSheetParser(models.TransientModel):
    """The stock import screen reads our layouts by the same rules as ours."""

    _inherit = "account.statement.import.sheet.parser"

    @api.model
    def parse(self, data_file, mapping, filename):
        if not mapping.is_bank_layout:
            return super().parse(data_file, mapping, filename)
        journal = self.env["account.journal"].browse(self.env.context.get("journal_id"))
        found = read_bank_file(
            self.env, data_file, filename, journal, [mapping._as_layout()]
        )
        refused = [left for left in found.left_out if left.is_refused]
        if refused:
            rows = self.env["crm.bank.import.row"]
            raise ValueError(
                "\n".join(
                    self.env._(
                        "Line %(line)s: %(reason)s",
                        line=left.line,
                        reason=rows._get_reason(left.code, left.detail),
                    )
                    for left in refused[:20]
                )
            )
        name = f"{journal.code}: {path.basename(filename or '')}"
        transactions = [
            {
                **self.env["crm.bank.import"]._prepare_line_vals(item),
                "unique_import_id": item.key,
            }
            for item in found.movements
        ]
        currency = journal.currency_id or journal.company_id.currency_id
        date = min((item.day for item in found.movements), default=False)
        data = {"name": name, "date": date, "transactions": transactions}
        return currency.name, journal.bank_account_id.acc_number, [data]
