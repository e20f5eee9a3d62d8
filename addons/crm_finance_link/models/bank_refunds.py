"""What we owe customers, read for matching the money that went out to them."""

from odoo.tools import SQL

from ..tools.bank_claim import Claim
from .bank_claims import BankClaims

OPEN_CREDITS = """
    SELECT line.id,
           COALESCE(partner.commercial_partner_id, move.commercial_partner_id),
           -line.amount_residual_currency, COALESCE(line.date_maturity, line.date),
           contract.id, move.move_type, move.name, contract.name, fapiao.number,
           reversed.name
      FROM account_move_line line
      JOIN account_move move ON move.id = line.move_id
 LEFT JOIN res_partner partner ON partner.id = line.partner_id
 LEFT JOIN account_move reversed ON reversed.id = move.reversed_entry_id
 LEFT JOIN crm_contract contract ON contract.id = move.contract_id
 LEFT JOIN crm_fapiao fapiao
        ON fapiao.move_id = move.id AND fapiao.state = 'issued'
     WHERE line.id IN %s
       AND COALESCE(partner.commercial_partner_id, move.commercial_partner_id)
           IS NOT NULL
  ORDER BY line.date_maturity, line.date, line.id
"""
#: reasons that are said in other words of money that went out
OUTGOING = {
    "not_due": "credit_kept",
    "doubt_not_due": "doubt_credit",
    "taken": "taken_back",
    "doubt_taken": "doubt_taken_back",
    "doubt_payer": "doubt_payee",
    "doubt_unknown": "doubt_payee_unknown",
}


class BankRefunds(BankClaims):
    """Open credit notes, and what customers have paid without an invoice.

    A credit note is to be paid back; a credit may as well wait for the next invoice, so
    it counts as nothing that is due, and is never ready.
    """

    def read_claims(self):
        """Return all credits as claims, their amounts positive."""
        claims = list(self._read_credits())
        self._customers = {claim.customer for claim in claims}
        return claims

    def _read_credits(self):
        lines = self.env["account.move.line"]
        query = lines._search(
            [
                ("parent_state", "=", "posted"),
                ("account_id.account_type", "=", "asset_receivable"),
                ("reconciled", "=", False),
                ("company_id", "=", self.company.id),
                ("currency_id", "=", self.currency.id),
                ("amount_residual_currency", "<", 0),
            ]
        )
        self.env.flush_all()
        rows = self.env.execute_query(SQL(OPEN_CREDITS, query.subselect()))
        for line_id, customer, residual, due, contract, move_type, *numbers in rows:
            is_refund = move_type == "out_refund"
            kinds = ("invoice", "contract", "fapiao", "invoice")
            found = tuple((k, n) for k, n in zip(kinds, numbers, strict=True) if n)
            yield Claim(
                ("move", line_id),
                customer,
                self.to_cents(residual),
                due,
                contract or 0,
                found if is_refund else (),
                is_refund,
            )

    def prepare_match_vals(self, line_id, number, proposal):
        """Return the values of a proposal, its reasons said of who is paid."""
        vals = super().prepare_match_vals(line_id, number, proposal)
        vals["reasons"] = [[_outgoing(code), text] for code, text in vals["reasons"]]
        return vals


def _outgoing(code):
    return OUTGOING.get(code, code.replace("payer_", "payee_", 1))
