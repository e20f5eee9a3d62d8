import hashlib

from odoo import api, fields, models


class CrmConnectorEvent(models.Model):
    """The inbox: what a chat tool reported to us, each report once.

    Vendors repeat a callback until they are satisfied. Its identity is the hash
    of the decrypted content, because their own ids are not unique.
    """

    _name = "crm.connector.event"
    _description = "Connector Inbox"
    _rec_name = "digest"
    _order = "id desc"

    connector_id = fields.Many2one(
        "crm.connector", required=True, readonly=True, ondelete="cascade", index=True
    )
    digest = fields.Char(required=True, readonly=True)
    raw = fields.Text(readonly=True, groups="base.group_system")
    state = fields.Selection(
        [("received", "Received"), ("done", "Processed"), ("failed", "Failed")],
        default="received",
        required=True,
        readonly=True,
        index=True,
    )
    error = fields.Char(readonly=True)
    received_at = fields.Datetime(
        default=fields.Datetime.now, required=True, readonly=True
    )

    _digest_unique = models.Constraint(
        "UNIQUE(connector_id, digest)", "This report has been received already."
    )

    @api.model
    def _store(self, connector, raw):
        """Keep a report of the chat tool, once.

        :param bytes raw: the decrypted content
        :return: the new record, or an empty one for a repeated report
        """
        digest = hashlib.sha256(raw).hexdigest()
        if self.search_count(
            [("connector_id", "=", connector.id), ("digest", "=", digest)], limit=1
        ):
            return self.browse()
        return self.create(
            {
                "connector_id": connector.id,
                "digest": digest,
                "raw": raw.decode(errors="replace").replace("\0", ""),
            }
        )
