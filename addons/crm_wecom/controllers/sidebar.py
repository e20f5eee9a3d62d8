import logging
import secrets

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import request

from odoo.addons.crm_connector.models.crm_connector_login import OPEN_PATH
from odoo.addons.crm_connector.tools.delivery import DeliveryError

from ..models.crm_connector_sidebar import SIDEBAR_PATH

_logger = logging.getLogger(__name__)

VENDOR_SCRIPTS = (
    "https://res.wx.qq.com/open/js/jweixin-1.2.0.js",
    "https://open.work.weixin.qq.com/wwopen/js/jwxwork-1.0.0.js",
)
ACTS = {
    "visit": "_sidebar_visit",
    "register": "_sidebar_register",
    "link": "_sidebar_link_chosen",
}


class WecomSidebar(http.Controller):
    """The page beside a conversation: plain HTML, so that it is there at once."""

    @http.route(
        f"{SIDEBAR_PATH}/<int:connector_id>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def page(self, connector_id, external_userid="", **_values):
        """The whole page; without ``external_userid`` its script asks WeCom."""
        if not request.session.uid:
            query = request.httprequest.full_path.rstrip("?")
            return request.redirect_query(
                f"{OPEN_PATH}/{connector_id}", {"to": query}, 303
            )
        connector_sudo = self._connector(connector_id)
        values = self._values(connector_sudo, external_userid)
        scripts = VENDOR_SCRIPTS if connector_sudo._wecom_is_vendor() else ()
        response = request.render(
            "crm_wecom.sidebar_page",
            {**values, "scripts": scripts, "connector_id": connector_id},
        )
        return self._guarded(response, scripts)

    @http.route(
        f"{SIDEBAR_PATH}/<int:connector_id>/card",
        type="http",
        auth="user",
        methods=["GET"],
        sitemap=False,
    )
    def card(self, connector_id, external_userid="", **_values):
        """The part of the page about one customer."""
        return self._guarded(self._card(connector_id, external_userid))

    @http.route(
        f"{SIDEBAR_PATH}/<int:connector_id>/search",
        type="http",
        auth="user",
        methods=["GET"],
        sitemap=False,
    )
    def search(self, connector_id, text="", **_values):
        """Customers whom an unknown contact may belong to."""
        self._connector(connector_id)
        found = request.env["crm.wecom.contact"]._sidebar_search(text.strip()[:64])
        return self._guarded(request.make_json_response(found))

    @http.route(
        f"{SIDEBAR_PATH}/<int:connector_id>/signature",
        type="http",
        auth="user",
        methods=["POST"],
        sitemap=False,
    )
    def signature(self, connector_id, url="", **_values):
        """What the page passes to WeCom's JavaScript."""
        connector_sudo = self._connector(connector_id)
        try:
            answer = connector_sudo._wecom_jssdk(url)
        except UserError as error:
            answer = {"error": str(error)}
        except DeliveryError as error:
            _logger.warning("Sidebar of connector %s: %s", connector_id, error)
            answer = {"error": error.detail}
        return self._guarded(request.make_json_response(answer))

    @http.route(
        f"{SIDEBAR_PATH}/<int:connector_id>/act",
        type="http",
        auth="user",
        methods=["POST"],
        sitemap=False,
    )
    def act(self, connector_id, external_userid="", act="", token="", **typed):
        """Do what the person pressed, once; answer the new card and what is told."""
        connector_sudo = self._connector(connector_id)
        contacts = request.env["crm.wecom.contact"]
        try:
            with request.env.cr.savepoint():
                # Users may not read what was used; a form is sent once.
                once_sudo = request.env["crm.connector.once"].sudo()
                if not token or not once_sudo._take("sidebar", token):
                    raise UserError(
                        request.env._("This was saved already. Reload the page.")
                    )
                contact_sudo = contacts._sidebar_contact(
                    connector_sudo, external_userid
                )
                if not contact_sudo or act not in ACTS:
                    raise UserError(request.env._("Please reload the page."))
                notice = getattr(contact_sudo, ACTS[act])(typed)
        except (UserError, AccessError) as error:
            return self._guarded(request.make_json_response({"error": str(error)}))
        card = self._card(connector_id, external_userid)
        card.flatten()
        answer = {"notice": notice, "card": card.get_data(as_text=True)}
        return self._guarded(request.make_json_response(answer))

    # -- what all of them need --------------------------------------------------------
    def _connector(self, connector_id):
        connector_sudo = request.env["crm.connector"]._wecom_sidebar_connector(
            connector_id
        )
        if not connector_sudo or not request.env.user._is_internal():
            raise request.not_found()
        return connector_sudo

    def _card(self, connector_id, external_userid):
        connector_sudo = self._connector(connector_id)
        return request.render(
            "crm_wecom.sidebar_card", self._values(connector_sudo, external_userid)
        )

    def _values(self, connector_sudo, external_userid):
        contacts = request.env["crm.wecom.contact"]
        return {
            **contacts._sidebar(connector_sudo, external_userid[:64]),
            "token": secrets.token_urlsafe(12),
        }

    def _guarded(self, response, scripts=()):
        """Nobody frames the page, and it runs no script but ours and WeCom's."""
        hosts = " ".join({f"https://{url.split('/')[2]}" for url in scripts})
        response.headers.update(
            {
                "Content-Security-Policy": "default-src 'self'; "
                f"script-src 'self' {hosts}; img-src 'self' data:; "
                "object-src 'none'; base-uri 'none'; form-action 'self'; "
                "frame-ancestors 'self'",
                "X-Frame-Options": "SAMEORIGIN",
                "X-Content-Type-Options": "nosniff",
                "Referrer-Policy": "same-origin",
                "Cache-Control": "no-store",
            }
        )
        return response
