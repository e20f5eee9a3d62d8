from odoo import api, fields, models

#: What the demo customers have not told yet.
BUYER = {
    "buyer_address": "杭州市滨江区江南大道 588 号",
    "buyer_phone": "0571-86001234",
    "buyer_bank": "中国工商银行杭州滨江支行",
    "buyer_account": "1202024719900012345",
}


class AccountMove(models.Model):
    _inherit = "account.move"

    @api.private
    def play_demo_fapiao(self, state, number=None, red_number=None):
        """Bring a fapiao of this invoice to ``state``, the way people do.

        :param str state: draft, applied, issued, reversed or cancelled
        :param str number: of the fapiao
        :param str red_number: of the red-letter one that reverses it
        """
        self.ensure_one()
        today = fields.Date.context_today(self)
        fapiao = self._ensure_fapiao()
        fapiao.write({name: words for name, words in BUYER.items() if not fapiao[name]})
        if state == "cancelled":
            fapiao.action_cancel()
        elif state != "draft":
            fapiao.action_apply()
        if state in ("issued", "reversed"):
            fapiao._issue(number, today)
        if state == "reversed":
            refund = self._reverse_moves(
                [{"invoice_date": today, "ref": self.name}], cancel=False
            )
            refund.action_post()
            refund.play_demo_fapiao("issued", red_number)
