from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.crm_pipeline.tools import company_name


class CrmReceiptLookup(models.AbstractModel):
    """Finds customers, contracts and invoices for all rows of a file at once."""

    _name = "crm.receipt.lookup"
    _description = "Lookup of Receipts"

    @api.model
    def _load(self, company, rows):
        """Return a ``Lookup`` over what the rows name."""

        def said(role):
            return sorted({row[role] for row in rows if row.get(role)})

        receipts = self.env["crm.erp.receipt"].search(
            [("company_id", "=", company.id), ("name", "in", said("number"))]
        )
        contracts = self.env["crm.contract"].search(
            [("company_id", "=", company.id), ("name", "in", said("contract"))]
        )
        claims = self.env["account.move"].search(
            [*self._get_open_domain(company), ("contract_id", "in", contracts.ids)],
            order="invoice_date_due, id",
        )
        named = self.env["account.move"].search(
            [
                ("company_id", "=", company.id),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("name", "in", said("invoice")),
            ]
        )
        partners = self.env["res.partner"].search(
            [
                "|",
                "|",
                ("ref", "in", said("code")),
                ("credit_code", "in", said("credit_code")),
                ("name", "in", said("customer")),
            ]
        )
        debtors = self.env["res.partner"]
        if said("customer"):
            debtors = self._get_debtors(company)
        return Lookup(receipts, claims, debtors, named, contracts, partners)

    @api.model
    def _get_open_domain(self, company):
        return [
            ("company_id", "=", company.id),
            ("move_type", "=", "out_invoice"),
            ("state", "=", "posted"),
            ("payment_state", "in", ("not_paid", "partial", "in_payment")),
        ]

    @api.model
    def _get_debtors(self, company):
        """Return who owes anything: names are compared by their core.

        Of a hundred thousand open invoices no one is read for that.
        """
        groups = self.env["account.move"]._read_group(
            self._get_open_domain(company), ["commercial_partner_id"]
        )
        return self.env["res.partner"].union(*(debtor for (debtor,) in groups))


class Lookup:
    """What the rows of one file may mean."""

    def __init__(self, receipts, claims, debtors, named, contracts, partners):
        self.env = receipts.env
        self.known = {
            receipt.name: (receipt.amount, receipt.currency_id, receipt.payment_id)
            for receipt in receipts
        }
        self.open_by_contract = claims.grouped("contract_id")
        self.invoices = {move.name: move for move in named}
        self.contracts = {contract.name: contract for contract in contracts}
        everybody = (partners.commercial_partner_id | debtors).filtered("active")
        self.by = {
            "code": self._index(everybody, lambda partner: partner.ref),
            "credit_code": self._index(everybody, lambda partner: partner.credit_code),
            "customer": self._index(everybody, lambda partner: partner.name),
        }
        self.by_core = self._index(
            debtors, lambda partner: company_name.parse(partner.name).core
        )

    @staticmethod
    def _index(partners, key):
        found = defaultdict(partners.browse)
        for partner in partners:
            if said := key(partner):
                found[said] |= partner
        return found

    def find_known(self, values):
        """Return the payment of a number that is known with the same amount, or None.

        That of a number which stands earlier in the file is not there yet: empty.


        :raise UserError: the number is known with another amount
        """
        if values["name"] not in self.known:
            return None
        amount, currency, payment = self.known[values["name"]]
        same = currency == values["currency_id"] and not currency.compare_amounts(
            amount, values["money"]
        )
        if not same:
            raise UserError(
                self.env._(
                    "Document %(number)s is known with %(amount)s. Correct it in the "
                    "other package, or cancel that payment here and book the new one "
                    "by hand.",
                    number=values["name"],
                    amount=currency.format(amount),
                )
            )
        return payment

    def note(self, values):
        """Remember a number of this file: a second row of it is the same, or wrong."""
        self.known[values["name"]] = (
            values["money"],
            values["currency_id"],
            self.env["account.payment"],
        )

    def find_claim(self, row, values):
        """Return (customer, invoices to settle).

        :raise UserError: nobody or several are meant, or customer and document differ
        """
        invoices = self._find_invoices(row)
        partner = self._find_partner(row)
        debtor = (
            invoices.commercial_partner_id[:1]
            or self._get_contract(row).partner_id.commercial_partner_id
        )
        if not partner and not debtor:
            raise UserError(
                self.env._(
                    "No customer is found by code, credit code or name, and no "
                    "contract or invoice is named. Add the customer's code."
                )
            )
        if partner and debtor and not self._is_one_group(partner, debtor):
            raise UserError(
                self.env._(
                    "The payer is %(payer)s, the document is %(debtor)s's, which is "
                    "not of the same group. Book it by hand if that is right.",
                    payer=partner.name,
                    debtor=debtor.name,
                )
            )
        # Odoo settles an invoice by a payment of its customer.
        return debtor or partner, invoices

    def _find_invoices(self, row):
        none = self.env["account.move"]
        if name := row.get("invoice"):
            if name not in self.invoices:
                raise UserError(
                    self.env._("There is no posted invoice %(name)s.", name=name)
                )
            return self.invoices[name]
        if contract := self._get_contract(row):
            return self.open_by_contract.get(contract, none)
        return none

    def _get_contract(self, row):
        name = row.get("contract")
        if name and name not in self.contracts:
            raise UserError(self.env._("There is no contract %(name)s.", name=name))
        return self.contracts.get(name, self.env["crm.contract"])

    def _find_partner(self, row):
        """Return the customer by code, else credit code, else name; or an empty set."""
        for role in ("code", "credit_code", "customer"):
            if not (said := row.get(role)):
                continue
            found = self.by[role].get(said)
            if not found and role == "customer":
                found = self.by_core.get(company_name.parse(said).core)
            if found and len(found) > 1:
                raise UserError(
                    self.env._(
                        "“%(text)s” may be %(customers)s. Give the customer's code.",
                        text=said,
                        customers=", ".join(found.mapped("display_name")),
                    )
                )
            if found:
                return found
        return self.env["res.partner"]

    def _is_one_group(self, one, other):
        return self._get_root(one) == self._get_root(other)

    def _get_root(self, partner):
        while partner.parent_id:
            partner = partner.parent_id
        return partner
