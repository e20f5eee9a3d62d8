from odoo import http
from odoo.http import request

from ..models.crm_connector_card_page import PAGE_PATH

ROUTE = f"{PAGE_PATH}/<string:key>"
HEADERS = {
    # A framed page could have its button pressed by a click meant for another.
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class ConnectorCard(http.Controller):
    """The page behind the buttons of a card: looked at, then confirmed.

    Opening it changes nothing, because chat tools open links by themselves to show a
    preview of them.
    """

    @http.route(ROUTE, type="http", auth="user", methods=["GET"], sitemap=False)
    def page(self, key, button="", sign="", **_values):
        """What is asked for, or how it ended."""
        card_sudo = self._card(key, button, sign)
        return self._render(card_sudo, button)

    @http.route(ROUTE, type="http", auth="user", methods=["POST"], sitemap=False)
    def press(self, key, button="", sign="", choice="", words="", **_values):
        """Decide as the person who is logged in, then say how it ended."""
        card_sudo = self._card(key, button, sign, is_pressed=True)
        if not card_sudo:
            return self._render(card_sudo, button)
        problem = card_sudo._page_press(button, choice, words)
        if problem:
            return self._render(card_sudo, button, problem, words)
        target = card_sudo._page_url(key, button)
        query = target.partition("?")[2]
        return self._guarded(request.redirect(f"{PAGE_PATH}/{key}?{query}", 303))

    def _card(self, key, button, sign, is_pressed=False):
        """The user's card as superuser; empty for an address that is not his."""
        cards = request.env["crm.connector.card"]
        if not cards._is_page_signed(key, button, sign):
            return cards
        return cards._page_card(key, is_pressed)

    def _render(self, card_sudo, button, problem=None, words=""):
        env = request.env
        logged_in = env._("You are logged in as %(user)s.", user=env.user.name)
        if not card_sudo:
            response = request.render(
                "crm_connector.card_page_of_others", {"logged_in": logged_in}
            )
            response.status_code = 403
            return self._guarded(response)
        values = {
            **card_sudo._page_values(button),
            "problem": problem,
            "words": words,
            "logged_in": logged_in,
        }
        return self._guarded(request.render("crm_connector.card_page", values))

    def _guarded(self, response):
        response.headers.update(HEADERS)
        return response
