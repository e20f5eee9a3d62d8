import base64
import logging

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.crm_contract.tools import html_pdf

_logger = logging.getLogger(__name__)
#: What goes out on paper, with the company's letterhead.
LETTERS = ("suspension", "legal")


class CrmDunningNotice(models.Model):
    """The letter of a notice as PDF."""

    _inherit = "crm.dunning.notice"

    def action_print(self):
        """Open the letter as PDF, to print and stamp it."""
        self.ensure_one()
        self.check_access("read")
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
