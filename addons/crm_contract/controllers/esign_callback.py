import time

from odoo import http
from odoo.http import request

from ..tools import esign_callback


class EsignCallback(http.Controller):
    """Where an e-sign provider tells that something happened."""

    @http.route(
        "/crm_contract/esign/<string:key>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def take(self, key, **_kwargs):
        """Keep a signed callback and answer; what it means is found out later."""
        call = request.httprequest
        if (call.content_length or 0) > esign_callback.MAX_BYTES:
            return self._answer("too large", 413)
        body, now = call.get_data(), time.time()
        provider_id, secret = request.env["crm.sign.provider"]._callback_secret(key)
        if not esign_callback.is_signed(secret, call.headers, body, now):
            return self._answer("refused", 403)
        try:
            callback = esign_callback.read(body)
        except esign_callback.CallbackRefused as error:
            return self._answer(str(error), 400)
        # The provider has no user here; its signature was just checked.
        callbacks_sudo = request.env["crm.sign.callback"].sudo()
        if callbacks_sudo._keep(provider_id, callback):
            callbacks_sudo.env["crm.sign.envelope"]._trigger_work()
        return self._answer("ok", 200)

    def _answer(self, text, status):
        return request.make_response(
            text, [("Content-Type", "text/plain; charset=utf-8")], status=status
        )
