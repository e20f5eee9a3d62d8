from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..models.crm_payment_plan_line import FINANCE_GROUP

NEEDED = ("number", "date", "amount")


class CrmReceiptImport(models.TransientModel):
    """Receipts of an outside package become Odoo's payments.

    Known by their document number: the same file a second time changes nothing, the
    same number with another amount is refused. First a preview, then the payments.
    """

    _name = "crm.receipt.import"
    _inherit = ["crm.table.import.mixin"]
    _description = "Import Receipts from an ERP"

    layout_id = fields.Many2one(
        "crm.voucher.layout",
        required=True,
        default=lambda self: self.env["crm.voucher.layout"]._get_default(
            self.env.company
        ),
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    journal_id = fields.Many2one(
        "account.journal",
        string="Received in",
        required=True,
        domain="[('type', 'in', ('bank', 'cash')), ('company_id', '=', company_id)]",
        default=lambda self: self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.env.company.id)], limit=1
        ),
    )
    line_ids = fields.One2many("crm.receipt.import.line", "import_id", readonly=True)
    state = fields.Selection(
        [("file", "File"), ("preview", "Preview"), ("done", "Done")],
        default="file",
        readonly=True,
    )
    summary = fields.Char(readonly=True)

    def action_preview(self):
        """Say of each row what would become of it; nothing is booked."""
        self.ensure_one()
        self._check_finance()
        self._show_rows(self._judge())
        self.state = "preview"
        return self._show_again(self.env._("Import Receipts from an ERP"))

    def action_import(self):
        """Book what the preview says, as it is now."""
        self.ensure_one()
        self._check_finance()
        # Two imports of one moment take turns; finance need not write layouts.
        self.layout_id.sudo()._take_turn()
        rows = self._judge()
        for row in rows:
            if row["outcome"] == "new":
                self._book(row)
        self._show_rows(rows)
        self.state = "done"
        return self._show_again(self.env._("Import Receipts from an ERP"))

    def _check_finance(self):
        if not self.env.user.has_group(FINANCE_GROUP):
            raise AccessError(self.env._("Only finance imports receipts."))
        if self.company_id not in self.env.companies:
            raise AccessError(self.env._("Choose a company that you work in."))
        if self.journal_id.company_id != self.company_id:
            raise UserError(
                self.env._(
                    "Journal %(journal)s belongs to another company.",
                    journal=self.journal_id.display_name,
                )
            )

    def _judge(self):
        """Return the rows of the file with what each is worth."""
        rows = [
            row
            for row in self._read_rows(self.layout_id._get_receipt_titles(), NEEDED)
            if row["number"] or row["amount"]
        ]
        lookup = self.env["crm.receipt.lookup"]._load(self.company_id, rows)
        currencies = self._get_currencies()
        return [self._judge_row(row, lookup, currencies) for row in rows]

    def _judge_row(self, row, lookup, currencies):
        try:
            values = self._parse(row, currencies)
            if (known := lookup.find_known(values)) is not None:
                return {**row, **values, "outcome": "same", "payment": known}
            partner, invoices = lookup.find_claim(row, values)
            lookup.note(values)
        except UserError as error:
            return {**row, "outcome": "failed", "reason": str(error)}
        return {
            **row,
            **values,
            "outcome": "new",
            "partner": partner,
            "invoices": invoices,
        }

    def _parse(self, row, currencies):
        if not row["number"]:
            raise UserError(self.env._("The row has no document number."))
        amount = self._read_amount(row["amount"])
        if amount <= 0:
            raise UserError(
                self.env._(
                    "“%(text)s” is nothing received. Book what is paid back in "
                    "accounting.",
                    text=row["amount"],
                )
            )
        currency = self._find_currency(row.get("currency") or "", currencies)
        if currency.compare_amounts(float(amount), currency.round(float(amount))):
            raise UserError(
                self.env._("“%(text)s” is finer than the currency.", text=row["amount"])
            )
        return {
            "name": row["number"],
            "day": self._read_date(row["date"]),
            "money": float(amount),
            "currency_id": currency,
        }

    def _get_currencies(self):
        """Return ``{name or sign in lower case: currency}`` of those in use."""
        currencies = self.env["res.currency"].search([("active", "=", True)])
        names = {
            label.casefold(): currency
            for currency in currencies
            for label in (currency.name, currency.full_name, currency.symbol)
            if label
        }
        china = names.get("cny", self.company_id.currency_id)
        return {**names, "人民币": china, "rmb": china}

    def _find_currency(self, text, currencies):
        if not text:
            return self.company_id.currency_id
        if found := currencies.get(text.casefold()):
            return found
        raise UserError(
            self.env._(
                "“%(text)s” is no currency that is in use here.",
                text=text,
            )
        )

    def _book(self, row):
        """Make the payment of a row and reconcile it; the row says how it went."""
        try:
            with self.env.cr.savepoint():
                row["payment"] = self._make_payment(row)
                row["outcome"] = "done"
        except UserError as error:
            row.update(outcome="failed", reason=str(error))

    def _make_payment(self, row):
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": row["partner"].id,
                "journal_id": self.journal_id.id,
                "amount": row["money"],
                "currency_id": row["currency_id"].id,
                "date": row["day"],
                "memo": row["name"],
            }
        )
        payment.action_post()
        if not payment.move_id:
            raise UserError(
                self.env._(
                    "Journal %(journal)s books payments only with the bank statement. "
                    "Give its incoming payment method an outstanding account.",
                    journal=self.journal_id.display_name,
                )
            )
        self._reconcile(payment, row["invoices"])
        # The ledger of what came in is written by code alone.
        self.env["crm.erp.receipt"].sudo().create(
            {
                "name": row["name"],
                "company_id": self.company_id.id,
                "layout_id": self.layout_id.id,
                "date": row["day"],
                "partner_id": row["partner"].id,
                "currency_id": row["currency_id"].id,
                "amount": row["money"],
                "payment_id": payment.id,
                "invoice_text": ", ".join(row["invoices"].mapped("name")),
            }
        )
        return payment

    @api.model
    def _reconcile(self, payment, invoices):
        """Let the payment settle the invoices, those due first."""
        paid = payment.move_id.line_ids.filtered(
            lambda item: item.account_id.account_type == "asset_receivable"
        )
        for invoice in invoices.sorted(lambda move: (move.invoice_date_due, move.id)):
            claims = invoice.line_ids.filtered(
                lambda item: item.account_id == paid.account_id and not item.reconciled
            )
            if claims and not paid.reconciled:
                (paid | claims).reconcile()

    def _show_rows(self, rows):
        outcomes = self.env["crm.receipt.import.line"]._fields["outcome"]
        labels = dict(outcomes._description_selection(self.env))
        self.line_ids = [
            Command.clear(),
            *(Command.create(self._describe(row)) for row in rows),
        ]
        counts = {
            label: sum(row["outcome"] == outcome for row in rows)
            for outcome, label in labels.items()
        }
        self.summary = ", ".join(
            f"{label}: {count}" for label, count in counts.items() if count
        )

    @api.model
    def _describe(self, row):
        invoices = row.get("invoices") or self.env["account.move"]
        partner = row.get("partner") or self.env["res.partner"]
        return {
            "line": row["line"],
            "number": row["number"],
            "amount": row["amount"],
            "customer": partner.name or row.get("customer"),
            "invoices": ", ".join(invoices.mapped("name")),
            "outcome": row["outcome"],
            "reason": row.get("reason"),
            "payment_id": row["payment"].id if row.get("payment") else False,
        }
