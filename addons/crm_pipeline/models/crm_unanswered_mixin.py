from odoo import fields, models
from odoo.fields import Domain

#: Both are words to somebody; log notes and notifications are not.
SPOKEN = ("comment", "email_outgoing")


class CrmFollowUpMixin(models.AbstractModel):
    """A customer waits from his first unanswered message until somebody answers."""

    _inherit = "crm.follow.up.mixin"

    unanswered_since = fields.Datetime(
        readonly=True,
        copy=False,
        help="Since when the customer has been waiting for an answer to his message.",
    )

    def _record_customer_reply(self, message):
        result = super()._record_customer_reply(message)
        # Written by code alone, whoever posts.
        records_sudo = self.sudo()
        if self._is_customer_reply(message):
            waiting_sudo = records_sudo.filtered(lambda r: not r.unanswered_since)
            waiting_sudo.unanswered_since = message.date or fields.Datetime.now()
        elif message.message_type in SPOKEN:  # first: it costs no query
            records_sudo.filtered(
                lambda r: r.unanswered_since and r._is_answer(message)
            ).unanswered_since = False
        return result

    def _is_answer(self, message):
        """Return whether ``message`` is a colleague's, and goes to a customer.

        It may stand on a document of this record, too: a quotation, a contract.
        """
        message_sudo = message.sudo()
        if message_sudo.message_type not in SPOKEN or message_sudo.is_internal:
            return False
        if message_sudo.subtype_id.internal or message_sudo.author_id.partner_share:
            return False
        document_sudo = self.env[message_sudo.model].sudo().browse(message_sudo.res_id)
        readers_sudo = message_sudo.partner_ids | document_sudo.message_partner_ids
        is_mailed = bool(message_sudo.outgoing_email_to)
        return is_mailed or any(readers_sudo.mapped("partner_share"))

    def _settle_unanswered(self):
        """Say that the customer's message needs no answer."""
        self.check_access("write")
        self.sudo().unanswered_since = False  # written by code alone

    def _answered_by(self, rows):
        """A follow-up that counts, by a colleague, answers what was asked before."""
        reached = rows.filtered(lambda row: row.outcome == "counted" and row.user_id)
        subjects = reached[self._follow_up_field].filtered("unanswered_since")
        for record in subjects:
            last = max(
                reached.filtered_domain(
                    Domain(self._follow_up_field, "=", record.id)
                ).mapped("happened_at")
            )
            if last >= record.unanswered_since:
                record.unanswered_since = False
