from odoo import api, fields, models

from ..tools.delivery import RateLimited

BLOCKED_MINUTES = 10


class CrmConnectorTicket(models.Model):
    """What a vendor gives for the JavaScript of our pages, kept as a token is.

    A connector has one for each purpose; they are as scarce as tokens.
    """

    _name = "crm.connector.ticket"
    _inherit = "crm.connector.token"
    _description = "Connector Page Ticket"

    purpose = fields.Char(required=True, readonly=True)
    blocked_until = fields.Datetime(readonly=True)

    _connector_unique = models.Constraint(
        "UNIQUE(connector_id, purpose)", "A connector has one ticket for each purpose."
    )

    @api.model
    def _value(self, connector, purpose, fetch):
        """The ticket of ``connector`` for ``purpose``.

        :param fetch: as in ``_get``; not called for a while once it was called too
            often
        :raise RateLimited: the vendor gives no ticket for now
        """
        ticket = self.search(
            [("connector_id", "=", connector.id), ("purpose", "=", purpose)]
        ) or self.create({"connector_id": connector.id, "purpose": purpose})
        now = fields.Datetime.now()
        if ticket.blocked_until and ticket.blocked_until > now:
            raise RateLimited(self.env._("The chat tool gives no ticket for now."))
        try:
            return ticket._get(fetch)
        except RateLimited:
            ticket.blocked_until = fields.Datetime.add(now, minutes=BLOCKED_MINUTES)
            raise
