from collections import defaultdict
from datetime import timedelta

from odoo import fields, models

ASKED_DAYS = 1  # chat tools forget after a day what became of a message


class CrmConnectorMessage(models.Model):
    """What became of a message that the chat tool had accepted.

    Some accept it for everybody and say later whom it did not reach. The adapter's verb
    ``send_result`` asks them: ``(vendor id) -> SendResult``.
    """

    _inherit = "crm.connector.message"

    is_result_open = fields.Boolean(
        readonly=True, help="The chat tool has not said yet whether it arrived."
    )
    result_asked_at = fields.Datetime(readonly=True)

    _result_open_idx = models.Index(
        "(connector_id, result_asked_at, id) WHERE is_result_open"
    )

    def _register_delivery(self, delivery):
        res = super()._register_delivery(delivery)
        if delivery.vendor_id and self.connector_id._knows("send_result"):
            sent = self.filtered(lambda one: one.state == "sent" and one.identity_id)
            sent.write({"is_result_open": True, "result_asked_at": False})
        return res

    def _register_result(self, result):
        """Write what the chat tool says of these messages of one call.

        :param result: :class:`SendResult`
        """
        by_reason = defaultdict(self.browse)
        for message in self:
            name = message.identity_id.external_id
            if name in result.refused:
                by_reason[result.refused[name]] |= message
        for reason, messages in by_reason.items():
            messages._fail(reason)
        names = self.identity_id.mapped("external_id")
        waiting = set(result.open_ones(names))
        self.filtered(
            lambda one: one.identity_id.external_id not in waiting
        ).is_result_open = False

    def _forget_results(self):
        """Ask no more about messages of which the chat tool knows nothing any more."""
        before = fields.Datetime.now() - timedelta(days=ASKED_DAYS)
        old = [("is_result_open", "=", True), ("sent_at", "<", before)]
        self.search(old, limit=10_000).is_result_open = False
