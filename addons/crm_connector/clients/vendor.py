"""What the thin clients of all chat tools share: sending, tokens, silence in logs.

Every call goes through ``_send``. Tokens come from a source that the caller injects,
so that all workers share one. Secrets and tokens travel in the query (the vendors want
it so): no address, header or body is ever logged or put into an error.
"""

import logging
import re
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import requests

from .errors import ClientPrivateAddress, ClientToken, ClientUnreachable
from .public_address import PrivateAddressError, PublicAdapter

_logger = logging.getLogger(__name__)

CONNECT_SECONDS, READ_SECONDS = 3.05, 10
# fetch() answers (token, seconds it lives); stale is a token the vendor refused
TokenFetch = Callable[[], tuple[str, int]]
TokenSource = Callable[[TokenFetch, str | None], str]

_SECRETS = re.compile(
    r"((?:corpsecret|appsecret|access_token|sign|[?&]code|[?&]key)=)[^&\s\"']+"
)


class RedactSecrets(logging.Filter):
    """Hide secrets in the query; urllib3 logs whole addresses at debug level."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the record, without its secrets."""
        if isinstance(record.args, tuple):
            record.args = tuple(
                _SECRETS.sub(r"\1***", arg) if isinstance(arg, str) else arg
                for arg in record.args
            )
        return True


logging.getLogger("urllib3.connectionpool").addFilter(RedactSecrets())


class VendorClient:
    """Calls of one application of one company.

    A vendor's client adds the shape of its requests and answers, and the table of its
    codes; it says how a token is asked for in ``fetch_token``.

    :param base_url: checked by the caller, without a trailing slash
    :param token_source: answers a valid token, see :data:`TokenSource`
    :param timeout: seconds to (connect, read)
    :param is_private_allowed: whether the server may be in a network of our own
    """

    vendor = ""

    def __init__(
        self,
        base_url: str,
        token_source: TokenSource,
        timeout: tuple[float, float] = (CONNECT_SECONDS, READ_SECONDS),
        is_private_allowed: bool = False,
    ):
        self._base_url = base_url
        self._token_source = token_source
        self._timeout = timeout
        self._token = ""
        self._session = requests.Session()
        # A simulator on this machine is not asked for through a company proxy.
        self._session.trust_env = urlsplit(base_url).scheme == "https"
        if not is_private_allowed:
            self._session.mount("https://", PublicAdapter())

    def fetch_token(self) -> tuple[str, int]:
        """A token and the seconds it lives; the token source calls this.

        :raise ClientError: e.g. when the application or its secret is wrong
        """
        raise NotImplementedError

    def check(self) -> None:
        """Fetch a new token, which proves address, application and secret.

        :raise ClientError: when one of them is wrong
        """
        current = self._token_source(self.fetch_token, None)
        self._token = self._token_source(self.fetch_token, current)

    @staticmethod
    def _lasting(answer: dict, name: str, path: str) -> tuple[str, int]:
        """What the vendor gave for some time, and the seconds that it is good for."""
        try:
            return str(answer[name]), int(answer["expires_in"])
        except (KeyError, TypeError, ValueError):
            raise ClientUnreachable(f"no {name} in the answer", path) from None

    def _with_token(self, path: str, call: Callable[[str], dict]) -> dict:
        """Call with a token; a refused one is renewed once, never more."""
        # A job makes hundreds of calls: the shared token is looked up once.
        token = self._token or self._token_source(self.fetch_token, None)
        self._token = token
        try:
            return call(token)
        except ClientToken:
            _logger.info("%s %s: token refused, renewing it once", self.vendor, path)
        self._token = self._token_source(self.fetch_token, token)
        return call(self._token)

    def _send(
        self, method: str, url: str, path: str, **arguments: object
    ) -> requests.Response:
        """Send one request; answer what came, whatever its status.

        :param path: what logs and errors name it by
        :param arguments: ``params``, ``json``, ``headers`` of the request
        """
        started = time.monotonic()
        try:
            response = self._session.request(
                method,
                url,
                timeout=self._timeout,
                allow_redirects=False,  # a secret goes where it was sent, no further
                **arguments,
            )
        except PrivateAddressError:
            raise ClientPrivateAddress("private-address", path) from None
        except requests.RequestException as error:
            # The library's text holds the whole address: only the class is kept.
            raise ClientUnreachable(type(error).__name__, path) from None
        elapsed = (time.monotonic() - started) * 1000
        status = response.status_code
        _logger.debug(
            "%s %s %s: %s in %.0f ms", self.vendor, method, path, status, elapsed
        )
        return response
