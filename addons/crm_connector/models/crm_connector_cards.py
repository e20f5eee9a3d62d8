from odoo import api, models
from odoo.exceptions import UserError

from ..tools.delivery import SetupRefused


class CrmConnector(models.Model):
    """Cards with buttons: what the chat tool reports, and how a card changes."""

    _inherit = "crm.connector"

    def _card_pressed(self, external_id, key, press):
        """A button of a card was pressed; see ``crm.connector.card._press``."""
        self.ensure_one()
        return self.env["crm.connector.card"]._press(self, external_id, key, press)

    @api.model
    def _card_page_kinds(self):
        """Hook: kinds of chat tools whose cards' buttons open our own page."""
        return frozenset()

    def _has_cards(self):
        """Whether messages of this connector can have buttons that decide."""
        self.ensure_one()
        return self._knows("card_update") or self.kind in self._card_page_kinds()

    def _card_update(self, card):
        """Show ``card`` without buttons, its outcome in their place.

        :raise DeliveryError: when it stays as it was
        """
        try:
            self._adapter("card_update")(
                card.message_id.payload,
                card.code,
                card.message_id.identity_id.external_id,
                card.outcome,
            )
        except UserError as error:  # a setting is missing or not allowed
            raise SetupRefused(str(error)) from error
