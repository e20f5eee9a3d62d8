import json
import secrets
import time

from odoo import http
from odoo.http import request

from odoo.addons.crm_connector.tools.callback_crypto import CallbackCrypto, CryptoError

from ..tools import callback

PATH = "/crm_dingtalk/callback"
KIND = "dingtalk"
# The subscription decides which of them ends the encrypted text.
OWNERS = ("dingtalk_app_key", "dingtalk_corp_id", "dingtalk_suite_key")


class DingtalkCallback(http.Controller):
    """Where DingTalk verifies our address and reports what happened.

    Nothing is done here but to know the caller and to keep the report: DingTalk waits
    one and a half seconds, and wants its "success" encrypted.
    """

    @http.route(
        f"{PATH}/<string:key>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def take(self, key, **values):
        """Keep a report, or answer the verification of the address."""
        call = request.httprequest
        if (call.content_length or 0) > callback.MAX_BYTES:
            return request.make_response("too large", status=413)
        query, body = callback.Query.of(values), call.get_data()
        settings = request.env["crm.connector"]._callback_settings(KIND, key, OWNERS)
        try:
            crypto, raw = self._open(settings, query, callback.encrypted_part(body))
            event = callback.read_json(raw)
            name = callback.event_name(event)
            # A verification may be repeated at any time: it changes nothing here.
            if name != callback.CHECK_URL and not query.is_fresh(time.time()):
                raise callback.CallbackRefused("too old")
        except callback.CallbackRefused:
            return self._refuse(settings)
        if name != callback.CHECK_URL:
            # DingTalk has no user here; its signature was just verified.
            inbox_sudo = request.env["crm.connector.event"].sudo()
            inbox_sudo._keep(settings["id"], raw, name, callback.event_identity(event))
        return self._success(crypto)

    def _open(self, settings, query, encrypted):
        """What encrypts for us, and what is inside ``encrypted``.

        :raise CallbackRefused: the caller does not know our token and key
        """
        token, aes_key = (
            settings.get("callback_token"),
            settings.get("callback_aes_key"),
        )
        owners = [settings[name] for name in OWNERS if settings.get(name)]
        reason = "not set up"
        for owner in owners if token and aes_key else ():
            try:
                crypto = CallbackCrypto(token, aes_key, owner)
                return crypto, crypto.opened(
                    query.signature, query.timestamp, query.nonce, encrypted
                )
            except CryptoError as error:
                reason = str(error)
        raise callback.CallbackRefused(reason)

    def _success(self, crypto):
        timestamp, nonce = str(int(time.time() * 1000)), secrets.token_hex(8)
        encrypted = crypto.encrypt(b"success")
        answer = {
            "msg_signature": crypto.sign(timestamp, nonce, encrypted),
            "timeStamp": timestamp,
            "nonce": nonce,
            "encrypt": encrypted,
        }
        return request.make_response(
            json.dumps(answer), [("Content-Type", "application/json; charset=utf-8")]
        )

    def _refuse(self, settings):
        """Say nothing about the reason; count it for the health page."""
        if settings:
            request.env["crm.connector.refusal"]._count(settings["id"])
        return request.make_response("refused", status=403)
