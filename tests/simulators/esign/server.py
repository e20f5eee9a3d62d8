"""The HTTP side of the e-sign simulator, on 127.0.0.1 only."""

import json
import time
import urllib.error
import urllib.request
from html import escape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from ..local_server import LocalHandler, LocalSimulator
from .state import ApiError, EsignState, Fault

PAGE = Path(__file__).with_name("page.html")
MAX_BODY = 64 << 20
LOCAL_HOSTS = ("127.0.0.1", "localhost", "[::1]")


def post_callback(url: str, headers: dict, body: bytes) -> None:
    """Post a callback to a server on this machine; a failing one is no news."""
    if urlsplit(url).hostname not in ("127.0.0.1", "localhost", "::1"):
        return
    request = urllib.request.Request(url, body, headers, method="POST")
    try:
        urllib.request.urlopen(request, timeout=5).close()
    except (urllib.error.URLError, OSError):
        return


class Handler(LocalHandler):
    """One request; the state is the server's."""

    server_version = "EsignSimulator"

    def _dispatch(self, method: str) -> None:
        path = urlsplit(self.path).path
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(min(length, MAX_BODY))
        name = (self.headers.get("Host") or "").rsplit(":", 1)[0]
        if name not in LOCAL_HOSTS:
            self._answer(403, b"this simulator answers to the loopback only")
            return
        try:
            if path.startswith("/v1/"):
                self._vendor(method, path, raw)
            elif path.startswith("/_sim/"):
                self._control(method, path, raw)
            else:
                self._page(method, path, raw)
        except ApiError as error:
            self._json({"error": error.text}, error.status)
        except (TypeError, ValueError, KeyError) as error:
            self._json({"error": str(error)}, 400)

    # -- the provider's interface ----------------------------------------------------

    def _vendor(self, method: str, path: str, raw: bytes) -> None:
        with self.state.lock:
            self.state.calls[f"{method} {path}"] += 1
        fault = self.state.take_fault(path)
        if fault and fault.delay:
            time.sleep(fault.delay)
        if fault and fault.http_status and not fault.is_after:
            raise ApiError(fault.http_status, "as asked by the tester")
        answer = self._call(method, path.removeprefix("/v1/").split("/"), raw)
        if fault and fault.http_status:
            raise ApiError(fault.http_status, "as asked by the tester")
        if isinstance(answer, bytes):
            self._answer(200, answer, "application/pdf")
        else:
            self._json(answer)

    def _call(self, method: str, parts: list[str], raw: bytes) -> dict | bytes:
        state, body = self.state, json.loads(raw or b"{}")
        if (method, parts) == ("POST", ["token"]):
            return state.get_token(body)
        state.check_token(self.headers.get("Authorization") or "")
        match method, parts:
            case "POST", ["envelopes"]:
                return state.create(body, self.headers.get("Idempotency-Key") or "")
            case "GET", ["envelopes", number]:
                return state.show(number)
            case "POST", ["envelopes", number, "send"]:
                return state.send(number)
            case "POST", ["envelopes", number, "void"]:
                return state.void(number, str(body.get("reason", "")))
            case "GET", ["envelopes", number, "file"]:
                return state.file_of(number)
        raise ApiError(404, "no such call")

    # -- for people and tests --------------------------------------------------------

    def _control(self, method: str, path: str, raw: bytes) -> None:
        body = json.loads(raw or b"{}")
        if (method, path) == ("POST", "/_sim/reset"):
            self.state.reset()
        elif (method, path) == ("POST", "/_sim/faults"):
            self.state.add_fault(Fault(**body))
        elif (method, path) == ("POST", "/_sim/expire_tokens"):
            self.state.expire_tokens()
        elif (method, path) == ("POST", "/_sim/switches"):
            self.state.is_file_wrong = bool(body.get("is_file_wrong"))
            self.state.is_calling_twice = bool(body.get("is_calling_twice"))
        elif (method, path) != ("GET", "/_sim/envelopes"):
            raise ApiError(404, "not found")
        self._json({"envelopes": [self.state.show(one) for one in self._numbers()]})

    def _numbers(self) -> list[str]:
        return sorted(self.state.envelopes, reverse=True)

    def _page(self, method: str, path: str, raw: bytes) -> None:
        """The list of envelopes, and the page on which a signer signs."""
        parts = path.strip("/").split("/")
        if method == "POST" and parts[0] == "sign" and len(parts) == 2:
            form = parse_qs(raw.decode())
            if form.get("act") == ["decline"]:
                self.state.decline(parts[1], form.get("reason", [""])[0])
            else:
                self.state.sign_as_client(parts[1])
        elif method != "GET" or (parts[0] not in ("", "sign")):
            raise ApiError(404, "not found")
        numbers = [parts[1]] if len(parts) == 2 else self._numbers()
        rows = "".join(self._row(number) for number in numbers)
        page = PAGE.read_text(encoding="utf-8").replace("<!-- rows -->", rows)
        self._answer(200, page.encode(), "text/html; charset=utf-8")

    def _row(self, number: str) -> str:
        envelope = self.state.get(number)
        form = (
            f'<form method="post" action="/sign/{escape(number)}">'
            '<button name="act" value="sign">签署 Sign</button>'
            '<input name="reason" placeholder="拒签理由 Reason">'
            '<button name="act" value="decline">拒签 Decline</button></form>'
        )
        cells = (
            escape(number),
            escape(str(envelope.values.get("title", ""))),
            escape(envelope.status),
        )
        cells = "".join(f"<td>{cell}</td>" for cell in cells)
        return f"<tr>{cells}<td>{form if envelope.status == 'sent' else ''}</td></tr>"


class EsignSimulator(LocalSimulator):
    """The server, started with ``start()`` or as a context manager.

    :param port: 0 takes any free port; see ``base_url``
    :param kwargs: as for :class:`EsignState`
    """

    def __init__(self, port: int = 0, **kwargs):
        super().__init__(Handler, EsignState(**kwargs), port)
        self.state.base_url = self.base_url
