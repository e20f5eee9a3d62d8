from urllib.parse import urlencode

from odoo import api, models
from odoo.exceptions import LockError
from odoo.tools import consteq, hmac

from .crm_connector_card import APPROVE, REFUSE

PAGE_PATH = "/crm_connector/card"
SCOPE = "crm_connector card"
MAX_WORDS = 1000


class CrmConnectorCard(models.Model):
    """Cards whose buttons open a page of ours, where their person decides.

    For chat tools that do not report a pressed button. The address of a button is
    signed, is one person's, who has to be logged in, and decides once: afterwards the
    page says how it ended.
    """

    _inherit = "crm.connector.card"

    # -- what the chat tool shows -----------------------------------------------------
    @api.model
    def _page_links(self, payload):
        """What the buttons of a message open: ``[(label, address)]``.

        The addresses are made when it is sent, and kept nowhere.
        """
        card = payload.get("card") or {}
        return [
            (button["label"], self._page_url(card["key"], button["key"]))
            for button in card.get("buttons") or []
        ]

    @api.model
    def _page_url(self, key, button):
        query = {"button": button, "sign": self._page_signature(key, button)}
        return f"{self.get_base_url()}{PAGE_PATH}/{key}?{urlencode(query)}"

    @api.model
    def _page_signature(self, key, button):
        # The secret of the database is no user's.
        return hmac(self.env(su=True), SCOPE, (key, button))

    @api.model
    def _is_page_signed(self, key, button, sign):
        """Whether we made this address."""
        return button in (APPROVE, REFUSE) and consteq(
            self._page_signature(key, button).encode(),
            # Compared as bytes: it refuses letters that are not of ASCII otherwise.
            sign.encode(errors="surrogatepass"),
        )

    # -- what the page shows, and what is pressed on it --------------------------------
    @api.model
    def _page_card(self, key, is_pressed):
        """The current user's card of this key as superuser, or an empty set.

        Somebody else's is not told from none; that he pressed is kept at the card.
        """
        card_sudo = self.sudo().search([("key", "=", key)])  # nobody reads cards
        if card_sudo.user_id == self.env.user:
            return card_sudo
        if is_pressed:
            card_sudo.write({"refused_press": self.env.user.login})
        return card_sudo.browse()

    def _page_values(self, button):
        """What the page of this card shows; ``self`` is superuser here."""
        self.ensure_one()
        request = self._request_of_person()
        is_open = self.state == "open" and self._is_current()
        outcome = self.outcome
        if not is_open:
            outcome = outcome or request._card_standing()
        payload = self.message_id.payload
        card = payload.get("card") or {}
        labels = {one["key"]: one["label"] for one in card.get("buttons") or []}
        return {
            "title": payload.get("title"),
            "document": self.request_id.name,
            "facts": card.get("facts") or [],
            "url": payload.get("url"),
            "is_open": is_open,
            "outcome": outcome,
            "button": button,
            "confirm": request.env._("Confirm: %(button)s", button=labels[button]),
            "is_refusal": button == REFUSE,
            "choices": (card.get("choices") or {}).get("options") or [],
        }

    def _page_press(self, button, choice, words):
        """Decide as the person who pressed ``button`` on the page, at most once.

        :return: why he has not decided, or None
        """
        self.ensure_one()
        try:
            self.lock_for_update()
        except LockError:
            return self.env._(
                "This is being decided at the moment. Load the page again to see how "
                "it ended."
            )
        self.invalidate_recordset()
        if self.state != "open":
            return None
        problem = self._decide(button, choice, (words or "").strip()[:MAX_WORDS])
        if not problem:
            self.is_stale = False  # the page itself says so: no message follows
        return problem

    def _is_known_to_person(self):
        """Whether the card's person ended it himself, so that telling him is noise."""
        if self.connector_id.kind not in self.connector_id._card_page_kinds():
            return False
        return self.request_id.decision_ids[-1:].user_id == self.user_id
