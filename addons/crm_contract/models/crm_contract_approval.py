from odoo import api, models

from .crm_contract_document import sha256_of

UNSIGNED_STATES = ("draft", "approval", "sent")


class CrmContract(models.Model):
    """A contract's approval binds its words, its parties and its amounts."""

    _name = "crm.contract"
    _inherit = ["crm.contract", "crm.approval.mixin"]

    @api.model
    def _approval_counted_fields(self):
        return frozenset(
            {
                "title",
                "partner_id",
                "company_id",
                "currency_id",
                "date_start",
                "date_end",
                "design_type_id",
                "site_address",
                "area",
                "note",
                "template_id",
                "article_ids",
            }
        )

    def _approval_content(self):
        self.ensure_one()
        return {
            "title": self.title,
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.name,
            "amount_untaxed": self.amount_untaxed,
            "amount_total": self.amount_total,
            "date_start": self.date_start and self.date_start.isoformat(),
            "date_end": self.date_end and self.date_end.isoformat(),
            "note": str(self.note or ""),
            "article_ids": [
                {"name": article.name, "body": str(article.body or "")}
                for article in self.article_ids
            ],
            # Catches what comes into the text from elsewhere: a party's address.
            "text_sha256": sha256_of(self._document_html()),
        }

    def _approval_summary(self):
        own = self.article_ids.filtered("is_own").mapped("name")
        label = self._fields
        rows = [
            (label["partner_id"], self.partner_id.name),
            (label["title"], self.title),
            (label["user_id"], self.user_id.name),
            (label["amount_untaxed"], self.currency_id.format(self.amount_untaxed)),
            (label["amount_total"], self.currency_id.format(self.amount_total)),
            (label["template_id"], self.template_id.name),
        ]
        summary = [
            {"label": field._description_string(self.env), "value": value}
            for field, value in rows
            if value
        ]
        if own:
            summary.append(
                {"label": self.env._("Own Wording"), "value": ", ".join(own)}
            )
        return summary

    def _approval_amount(self):
        return self.currency_id._convert(
            self.amount_total, self.company_id.currency_id, self.company_id
        )

    def _approval_recheck(self):
        # What is signed does not change any more: its approval is history.
        unsigned = self.filtered(lambda contract: contract.state in UNSIGNED_STATES)
        return super(CrmContract, unsigned)._approval_recheck()

    def _approval_interested_users(self):
        return self.user_id

    def _approval_submit(self, chosen=None):
        self._check_ready()
        result = super()._approval_submit(chosen)
        # The state is written by code alone.
        self.sudo().state = "approval"
        return result

    def _approval_granted(self, request):
        sentence = self.env._("Contract %(name)s approved", name=self.display_name)
        self._emit_decision("contract.approved", request, sentence)

    def _approval_refused(self, request):
        self._return_to_draft()
        sentence = self.env._(
            "Contract %(name)s refused: %(reason)s",
            name=self.display_name,
            reason=request.decision_ids[-1:].comment,
        )
        self._emit_decision("contract.refused", request, sentence)

    def _approval_returned(self, request):
        self._return_to_draft()
        return super()._approval_returned(request)

    def _approval_withdrawn(self, request):
        self._return_to_draft()
        return super()._approval_withdrawn(request)

    def _approval_voided(self, request):
        self._return_to_draft()
        return super()._approval_voided(request)

    def _return_to_draft(self):
        """Let contracts that wait for an approval be changed again."""
        waiting = self.filtered(lambda contract: contract.state == "approval")
        waiting.sudo().state = "draft"  # written by code alone

    def _gate_message(self):
        """Return why this contract may not be sent or signed, or False."""
        if not self.env["crm.approval.flow"]._for_document(self):
            return False
        if self._approval_is_valid():
            return False
        return self._approval_pending_message() or self.env._(
            "%(contract)s needs an approval before it can be sent or signed. Use "
            "“Request Approval”.",
            contract=self.display_name,
        )
