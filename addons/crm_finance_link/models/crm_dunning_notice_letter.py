import base64
import logging
from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.crm_contract.tools import html_pdf
from odoo.addons.crm_contract.tools.rmb_words import amount_in_words

_logger = logging.getLogger(__name__)
#: What goes out on paper, with the company's letterhead.
LETTERS = ("suspension", "legal")


class CrmDunningNotice(models.Model):
    """The letter of a notice as PDF."""

    _inherit = "crm.dunning.notice"

    def action_print(self):
        """Open the letter as PDF, to print and stamp it; one outdated is made anew."""
        self.ensure_one()
        self.check_access("read")
        # Items of colleagues count, too; what was sent stays as it was sent.
        if self.state == "proposed" and self.sudo()._is_outdated():
            self.check_access("write")
            self.sudo()._renew()
            return self._say_renewed()
        letter_sudo = self.sudo()._make_letter()  # attachments of a notice one reads
        if not letter_sudo:
            raise UserError(
                self.env._(
                    "This server has no PDF engine: print the text from the screen, or "
                    "have an administrator install chromium or wkhtmltopdf."
                )
            )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{letter_sudo.id}?download=true",
            "target": "self",
        }

    def _get_letter_number(self):
        """Return by what number both sides can quote the letter.

        The contract's own, and which of our letters about it this is.
        """
        self.ensure_one()
        return "-".join(filter(None, (self.contract_id.name, f"{self.id:04d}")))

    def _get_amount_in_words(self):
        """Return what is claimed as demands for payment spell it (人民币大写)."""
        self.ensure_one()
        if self.currency_id.name != "CNY":
            return self.currency_id.amount_to_text(self.amount_claimed)
        amount = Decimal(str(self.currency_id.round(self.amount_claimed)))
        return self.env._("RMB %(words)s", words=amount_in_words(amount))

    def _get_pay_to(self):
        """Return the bank account of ours that the money should go to; maybe none."""
        self.ensure_one()
        accounts = self.company_id.partner_id.bank_ids.filtered(
            lambda account: (
                not account.currency_id or account.currency_id == self.currency_id
            )
        )
        return accounts[:1]

    def _get_letter(self):
        """Return the attachment of a notice that goes out as a letter."""
        return (
            self._make_letter()
            if self.kind in LETTERS
            else self.env["ir.attachment"].browse()
        )

    def _make_letter(self):
        """Return the letter as attachment; empty where no engine makes one.

        ``self`` is superuser here. Who has no engine still sends the text.
        """
        engine = html_pdf.find_engine()
        if not engine:
            return self.env["ir.attachment"].browse()
        template = "crm_finance_link.dunning_letter"
        lang = self.recipient_id.lang or self.partner_id.lang or self.env.lang
        page = (
            self.env["ir.qweb"]
            .with_context(lang=lang)
            ._render(template, {"notice": self.with_context(lang=lang), "lang": lang})
        )
        try:
            pdf = html_pdf.render(str(page), engine)
        except html_pdf.EngineError as error:
            _logger.info("No letter of notice %s: %s", self.id, error)
            self.message_post(
                body=self.env._(
                    "%(engine)s could not make the letter (%(error)s); the text went "
                    "without it.",
                    engine=engine[0],
                    error=error,
                )
            )
            return self.env["ir.attachment"].browse()
        return self.env["ir.attachment"].create(
            {
                "name": f"{self.subject}.pdf",
                "datas": base64.b64encode(pdf),
                "res_model": self._name,
                "res_id": self.id,
                "mimetype": "application/pdf",
            }
        )
