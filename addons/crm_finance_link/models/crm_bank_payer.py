from odoo import api, fields, models

from odoo.addons.crm_pipeline.tools import company_name

from ..tools.bank_payer import PayerName, full_name
from ..tools.bank_values import read_account


class CrmBankPayer(models.Model):
    """A payer of whom finance confirmed whose invoices he pays.

    Learned when a match is confirmed that name and account do not tell by themselves.
    Deleting the record forgets it.
    """

    _name = "crm.bank.payer"
    _description = "Known Payer"
    _order = "partner_id, id"
    _rec_name = "payer"

    partner_id = fields.Many2one(
        "res.partner", string="Pays For", required=True, index=True, ondelete="cascade"
    )
    payer = fields.Char(string="Payer's Name")
    account = fields.Char(string="Payer's Account")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    line_id = fields.Many2one(
        "account.bank.statement.line",
        string="Learned From",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    _payer_unique = models.UniqueIndex(
        "(company_id, partner_id, COALESCE(payer, ''), COALESCE(account, ''))",
        "This payer is known for this customer already.",
    )
    _has_payer = models.Constraint(
        "CHECK(payer IS NOT NULL OR account IS NOT NULL)",
        "A payer is known by his name or his account.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._normalise(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._normalise(vals))

    @api.model
    def _normalise(self, vals):
        cleaned = dict(vals)
        if vals.get("payer"):
            cleaned["payer"] = vals["payer"].strip() or False
        if vals.get("account"):
            cleaned["account"] = read_account(vals["account"]) or False
        return cleaned

    @api.model
    def _parse_name(self, text):
        """Return a name as the rules compare it."""
        if not text:
            return PayerName()
        parsed = company_name.parse(text)
        return PayerName(
            full_name(text),
            parsed.core,
            parsed.brand,
            parsed.place,
            parsed.is_generic,
        )

    @api.model
    def _learn(self, lines):
        """Remember the payers of confirmed ``lines`` that nothing else tells of.

        :param lines: list of (statement line, customer)
        """
        known = self.search(
            [("company_id", "in", [line.company_id.id for line, _customer in lines])]
        )
        seen = {(p.company_id, p.partner_id, p.payer, p.account) for p in known}
        vals_list = []
        for line, customer in lines:
            payer = line.partner_name or False
            account = read_account(line.account_number or "") or False
            key = (line.company_id, customer, payer, account)
            if (payer or account) and key not in seen:
                seen.add(key)
                vals_list.append(
                    {
                        "partner_id": customer.id,
                        "payer": payer,
                        "account": account,
                        "company_id": line.company_id.id,
                        "line_id": line.id,
                    }
                )
        return self.create(vals_list)
