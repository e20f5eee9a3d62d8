import time

from odoo import http
from odoo.http import request

from odoo.addons.crm_connector.tools.callback_crypto import CallbackCrypto, CryptoError

from ..tools import callback

PATH = "/crm_wecom/callback"
KIND = "wecom"


class WecomCallback(http.Controller):
    """Where WeCom verifies our address and reports what happened.

    Nothing is done here but to know the caller and to keep the report: WeCom waits
    one second for the verification and five for a report.
    """

    @http.route(
        f"{PATH}/<string:key>",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        csrf=False,
        save_session=False,
    )
    def take(self, key, **values):
        """Verify the address (GET), or keep a report (POST)."""
        call = request.httprequest
        if (call.content_length or 0) > callback.MAX_BYTES:
            return self._answer("too large", 413)
        query, body = callback.Query.of(values), call.get_data()
        settings = request.env["crm.connector"]._callback_settings(
            KIND, key, ["wecom_corp_id"]
        )
        try:
            if call.method == "GET":
                return self._answer(self._open(settings, query, values.get("echostr")))
            # A verification may be repeated at any time: it changes nothing here.
            if not query.is_fresh(time.time()):
                raise callback.CallbackRefused("too old")
            raw = self._open(settings, query, callback.encrypted_part(body))
            event = callback.read_xml(raw)
        except callback.CallbackRefused:
            return self._refuse(settings)
        # WeCom has no user here; its signature was just verified.
        inbox_sudo = request.env["crm.connector.event"].sudo()
        inbox_sudo._keep(settings["id"], raw, callback.event_name(event))
        return self._answer("")

    def _open(self, settings, query, encrypted):
        """What is inside ``encrypted``.

        :raise CallbackRefused: the caller does not know our token and key
        """
        names = ("callback_token", "callback_aes_key", "wecom_corp_id")
        secrets = [settings.get(name) for name in names]
        if not all(secrets):
            raise callback.CallbackRefused("not set up")
        values = (query.signature, query.timestamp, query.nonce, encrypted or "")
        try:
            return CallbackCrypto(*secrets).opened(*values)
        except CryptoError as error:
            raise callback.CallbackRefused(str(error)) from None

    def _refuse(self, settings):
        """Say nothing about the reason; count it for the health page."""
        if settings:
            request.env["crm.connector.refusal"]._count(settings["id"])
        return self._answer("refused", 403)

    def _answer(self, content, status=200):
        # Bare, as WeCom compares it: no quotes, no line end.
        return request.make_response(
            content, [("Content-Type", "text/plain; charset=utf-8")], status=status
        )
