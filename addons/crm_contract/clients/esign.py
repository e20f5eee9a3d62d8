"""A thin client of an e-sign provider: HTTP and JSON, nothing else.

The protocol is small on purpose. A gateway in front of a vendor, or an adapter in a
class of the same methods, speaks it:

=======  ==========================  ==================================================
method   path                        body and answer
=======  ==========================  ==================================================
POST     /v1/token                   ``app_id``, ``secret`` -> ``token``
POST     /v1/envelopes               ``Idempotency-Key`` header; ``reference``,
                                     ``title``, ``document`` (``name``, ``sha256``,
                                     ``content`` in base64, ``text_sha256``),
                                     ``signers``, ``callback_url`` -> ``id``
POST     /v1/envelopes/ID/send       -> the envelope
GET      /v1/envelopes/ID            -> the envelope: ``id``, ``status``, ``version``,
                                     ``sign_url``, ``signers``, ``file_sha256``
POST     /v1/envelopes/ID/void       ``reason`` -> the envelope
GET      /v1/envelopes/ID/file       -> the signed PDF
=======  ==========================  ==================================================

``status`` is one of draft, sent, completed, declined, expired, voided. Every call but
the first carries ``Authorization: Bearer TOKEN``. Errors are HTTP statuses with
``{"error": text}``. How the provider calls back: ``tools/esign_callback.py``.
"""

import logging
from urllib.parse import quote, urlsplit

import requests

from .errors import EsignError, Refused, TokenRefused, Unreachable, error_for

_logger = logging.getLogger(__name__)

CONNECT_SECONDS, READ_SECONDS = 3.05, 20
MAX_FILE_BYTES = 40_000_000
MAX_DETAIL = 300


class EsignClient:
    """Calls of one company's application at one provider.

    :param base_url: checked by the caller, without a trailing slash
    :param timeout: seconds to (connect, read)
    """

    def __init__(
        self,
        base_url: str,
        app_id: str,
        secret: str,
        timeout: tuple[float, float] = (CONNECT_SECONDS, READ_SECONDS),
    ):
        self._base_url = base_url
        self._app_id = app_id
        self._secret = secret
        self._timeout = timeout
        self._token = ""
        self._session = requests.Session()
        # A simulator on this machine is not asked for through a company proxy.
        self._session.trust_env = urlsplit(base_url).scheme == "https"

    def check(self) -> None:
        """Fetch a token, which proves address, application and secret.

        :raise EsignError: when one of them is wrong
        """
        self._token = ""
        self._ensure_token()

    def create_envelope(self, envelope: dict, key: str) -> str:
        """Create an envelope and answer its id; the same key makes it once.

        :raise EsignError: when there is none
        """
        headers = {"Idempotency-Key": key}
        return str(self._json("POST", "envelopes", envelope, headers)["id"])

    def send(self, envelope_id: str) -> dict:
        """Let the provider ask the signers."""
        return self._json("POST", f"{self._path(envelope_id)}/send", {})

    def query(self, envelope_id: str) -> dict:
        """How far it is, in the provider's words; see the protocol above."""
        return self._json("GET", self._path(envelope_id))

    def void(self, envelope_id: str, reason: str) -> dict:
        """Let nobody sign it any more."""
        return self._json("POST", f"{self._path(envelope_id)}/void", {"reason": reason})

    def download(self, envelope_id: str) -> bytes:
        """The signed file.

        :raise EsignError: also when it is larger than anything we keep
        """
        response = self._call("GET", f"{self._path(envelope_id)}/file", is_stream=True)
        content = b""
        try:
            for part in response.iter_content(1 << 16):
                content += part
                if len(content) > MAX_FILE_BYTES:
                    raise Refused("the signed file is larger than 40 MB")
        except requests.RequestException as error:
            raise Unreachable(type(error).__name__) from None
        finally:
            response.close()
        return content

    # -- one request -----------------------------------------------------------------

    def _path(self, envelope_id: str) -> str:
        return f"envelopes/{quote(envelope_id, safe='')}"

    def _ensure_token(self) -> None:
        if self._token:
            return
        body = {"app_id": self._app_id, "secret": self._secret}
        answer = self._read(self._request("POST", "token", body))
        self._token = str(answer.get("token") or "")
        if not self._token:
            raise Unreachable("no token in the answer")

    def _json(
        self,
        method: str,
        path: str,
        body: dict | None = None,
        headers: dict | None = None,
    ) -> dict:
        answer = self._read(self._call(method, path, body, headers))
        if "id" not in answer:
            raise Unreachable("the answer names no envelope")
        return answer

    def _call(
        self,
        method: str,
        path: str,
        body: dict | None = None,
        headers: dict | None = None,
        is_stream: bool = False,
    ) -> requests.Response:
        """A call with a token; a refused token is renewed once, never more."""
        self._ensure_token()
        try:
            return self._request(method, path, body, headers, is_stream)
        except TokenRefused:
            _logger.info("e-sign %s: token refused, renewing it once", method)
        self.check()
        return self._request(method, path, body, headers, is_stream)

    def _request(
        self,
        method: str,
        path: str,
        body: dict | None = None,
        headers: dict | None = None,
        is_stream: bool = False,
    ) -> requests.Response:
        headers = {**(headers or {})}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        try:
            response = self._session.request(
                method,
                f"{self._base_url}/v1/{path}",
                json=body,
                headers=headers,
                timeout=self._timeout,
                allow_redirects=False,
                stream=is_stream,
            )
        except requests.RequestException as error:
            # The library's text holds the whole address: only the class is kept.
            raise Unreachable(type(error).__name__) from None
        if response.status_code != 200:
            raise self._error(response)
        return response

    def _error(self, response: requests.Response) -> EsignError:
        try:
            detail = str(response.json()["error"])[:MAX_DETAIL]
        except (ValueError, KeyError, TypeError):
            detail = ""
        return error_for(response.status_code, detail)

    def _read(self, response: requests.Response) -> dict:
        try:
            answer = response.json()
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise Unreachable("the answer is no JSON object")
        return answer
