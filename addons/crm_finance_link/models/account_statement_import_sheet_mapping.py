from odoo import api, fields, models

from ..tools import bank_layout as rules

#: role of a column in our rules -> field of the mapping
ROLE_FIELDS = {
    "day": "timestamp_column",
    "amount": "amount_column",
    "amount_in": "amount_debit_column",
    "amount_out": "amount_credit_column",
    "direction": "debit_credit_column",
    "balance": "balance_column",
    "serial": "transaction_id_column",
    "text": "description_column",
    "purpose": "reference_column",
    "note": "notes_column",
    "payer": "partner_name_column",
    "account": "bank_account_column",
    "bank": "bank_name_column",
    "currency": "currency_column",
    "payee": "payee_name_column",
    "payee_account": "payee_account_column",
}


class AccountStatementImportSheetMapping(models.Model):
    """Mappings that find their header, encoding and forms of dates by themselves."""

    _inherit = "account.statement.import.sheet.mapping"

    is_bank_layout = fields.Boolean(
        string="Recognised by its Columns",
        help="The header is found by its titles; encoding, separators and forms of "
        "days and amounts are detected. A column may have several titles, separated "
        "by |.",
    )
    payee_name_column = fields.Char(
        help="Where money that went out has its other side in a column of its own."
    )
    payee_account_column = fields.Char()
    bank_words = fields.Char(
        string="Words of the Bank",
        help="What the lines above the table or the name of the file say, separated "
        "by |. It decides between layouts that fit equally well.",
    )

    @api.model
    def _get_bank_layouts(self):
        """Return the layouts that files are recognised by, as the rules take them."""
        return [
            mapping._as_layout()
            for mapping in self.search([("is_bank_layout", "=", True)])
        ]

    def _as_layout(self):
        self.ensure_one()
        return rules.Layout(
            key=self.id,
            name=self.name,
            amount_type=self.amount_type,
            titles={
                role: titles
                for role, name in ROLE_FIELDS.items()
                if (titles := rules.read_titles(self[name]))
            },
            in_words=self._read_words("credit_value"),
            out_words=self._read_words("debit_value"),
            is_reversed=self.amount_inverse_sign,
            bank_words=tuple(filter(None, (self.bank_words or "").split("|"))),
        )

    def _read_words(self, name):
        words = (self[name] or "").lower().split("|")
        return frozenset(filter(None, map(str.strip, words)))
