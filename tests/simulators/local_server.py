"""What the simulators share: a server on 127.0.0.1 with a state, a command line."""

import json
import signal
import sys
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from .local_state import LocalFault

MAX_BODY = 1 << 20


class LocalHandler(BaseHTTPRequestHandler):
    """One request; the state is the server's. ``_dispatch(method)`` handles it."""

    protocol_version = "HTTP/1.1"
    #: What a tester may get wrong; a vendor adds its refusals.
    refusals: tuple = (TypeError, ValueError, KeyError, StopIteration, OSError)
    # One packet an answer: else each waits 40 ms for the acknowledgement of its header.
    wbufsize = -1
    disable_nagle_algorithm = True

    def log_message(self, *args):
        """Tokens and secrets are in queries and bodies: nothing is logged."""

    @property
    def state(self) -> Any:
        return self.server.state

    def do_GET(self):
        self._dispatch("GET")

    def do_POST(self):
        self._dispatch("POST")

    def _dispatch(self, method: str) -> None:
        raise NotImplementedError

    def _is_local_host(self) -> bool:
        """A page elsewhere must not steer the simulator by a rebound name."""
        name = (self.headers.get("Host") or "").rsplit(":", 1)[0]
        return name in ("127.0.0.1", "localhost", "[::1]")

    def _raw(self) -> bytes:
        return self.rfile.read(
            min(int(self.headers.get("Content-Length") or 0), MAX_BODY)
        )

    def _steer(self, action: Callable | None, query: dict, raw: bytes) -> None:
        """Do what a tester asks for; what he got wrong is told."""
        if action is None:
            self._answer(404, b"not found")
            return
        try:
            answer = action(self.state, query, json.loads(raw or b"{}"))
        except self.refusals as error:
            self._json({"error": str(error)}, 400)
        else:
            self._json(answer)

    def _suffer(self, fault: LocalFault | None) -> bool:
        """Wait, or answer with the status asked for; whether that was the answer."""
        if fault and fault.delay:
            time.sleep(fault.delay)
        if not (fault and fault.http_status):
            return False
        self._answer(fault.http_status, fault.body.encode(), "text/html")
        return True

    def _json(self, values: dict, status: int = 200) -> None:
        raw = json.dumps(values, ensure_ascii=False).encode()
        self._answer(status, raw, "application/json; charset=UTF-8")

    def _answer(self, status: int, raw: bytes, kind: str = "text/plain") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(raw)))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(raw)


class QuietServer(ThreadingHTTPServer):
    """Callers that hang up (timeouts are tested) are no news."""

    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        """Stay silent: a caller's timeout closes the socket under us."""


class LocalSimulator:
    """A server in a thread, started with ``start()`` or as a context manager.

    :param handler: a ``LocalHandler``
    :param state: what the handler finds as ``self.state``
    :param port: 0 takes any free port; see ``base_url``
    """

    def __init__(self, handler: type[LocalHandler], state: Any, port: int = 0):
        self.state = state
        self._server = QuietServer(("127.0.0.1", port), handler)
        self._server.state = state
        self._thread = threading.Thread(
            target=self._server.serve_forever,
            kwargs={"poll_interval": 0.05},
            name=type(self).__name__,
            daemon=True,
        )

    @property
    def port(self) -> int:
        """The port the simulator listens on."""
        return self._server.server_address[1]

    @property
    def base_url(self) -> str:
        """The address to put into the settings of what is to talk to it."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> "LocalSimulator":
        """Serve in a thread of its own."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop serving and free the port."""
        self._server.shutdown()
        self._thread.join(timeout=5)
        self._server.server_close()

    def __enter__(self):
        return self.start()

    def __exit__(self, *exc_info):
        self.stop()


def serve(title: str, port: int, make: Callable[[], LocalSimulator]) -> int:
    """Serve until Ctrl-C or SIGTERM; answer the exit status."""
    try:
        simulator = make()
    except OSError as error:
        sys.stderr.write(
            f"The {title} simulator cannot listen on port {port}: "
            f"{error.strerror}. Choose another one with --port.\n"
        )
        return 1
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    with simulator:
        sys.stdout.write(f"{title} simulator: {simulator.base_url}/\n")
        sys.stdout.flush()
        stopped.wait()
    return 0
