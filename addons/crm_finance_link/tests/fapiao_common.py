from odoo import fields

from .common import PlanCommon

NUMBER = "24112000000012345678"
BUYER = {
    "buyer_tax_number": "91350100M000100Y43",
    "buyer_address": "杭州市西湖区文三路 1 号",
    "buyer_phone": "0571-88886666",
    "buyer_bank": "工商银行杭州分行",
    "buyer_account": "6222000011112222",
}


class FapiaoCommon(PlanCommon):
    """A contract whose deposit is invoiced and posted; a chief of finance.

    Role chart
    ----------
    rep      applies on his instalments; reads no invoices
    rival    sees nothing of it
    biller   issues
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tax.amount = 6
        cls.contract = cls.make_contract(((1, 1000.0, 0.0),), cls.tax)
        cls.deposit = cls.contract.plan_line_ids[0]
        cls.invoice = cls.deposit.invoice_ids
        cls.invoice.action_post()

    def apply(self, fapiao=None, user=None, **values):
        """Return an application that was sent to finance."""
        line = self.deposit.with_user(user or self.rep)
        if fapiao is None:
            fapiao = self.env["crm.fapiao"].browse(line.action_apply_fapiao()["res_id"])
        fapiao = fapiao.with_user(user or self.rep)
        fapiao.write({**BUYER, **values})
        fapiao.action_apply()
        return fapiao

    def issue(self, fapiao, number=NUMBER, amount=None):
        """Issue as finance does."""
        fapiao = fapiao.with_user(self.biller)
        fapiao._issue(number, fields.Date.context_today(fapiao), amount)
        return fapiao

    def red(self):
        """Return the draft red-letter fapiao of a credit note over the invoice."""
        note = self.reverse(self.invoice)
        action = note.with_user(self.biller).action_apply_fapiao()
        return self.env["crm.fapiao"].browse(action["res_id"])
