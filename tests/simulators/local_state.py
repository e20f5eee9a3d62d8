"""What every played company remembers: tokens, messages, faults, counters."""

import hashlib
import itertools
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

TOKEN_SECONDS = 7200


@dataclass
class LocalFault:
    """What to do wrong with the next calls; a vendor adds its codes.

    :param times: how many calls; -1 for every one until the next reset
    :param path: only calls below this path; every vendor call when empty
    :param http_status: an HTTP status to answer with, with ``body``
    :param delay: seconds to wait before the answer
    :param chance: how likely it is that a call is hit
    """

    times: int = 1
    path: str = ""
    http_status: int | None = None
    body: str = ""
    delay: float = 0.0
    chance: float = 1.0


class LocalState:
    """A played company; every method may be called from any thread.

    :param now: the clock, seconds since the epoch (tests inject their own)
    :param is_open: an unknown colleague joins the directory when first written to
    """

    def __init__(self, now: Callable[[], float] = time.time, is_open: bool = False):
        self.now = now
        self.is_open = is_open
        self.lock = threading.RLock()
        self.callback: Any = None
        self.address = ""
        self._numbers = itertools.count(1)

    # -- what a tester does ------------------------------------------------
    def reset(self) -> None:
        """Forget tokens, messages, faults and counters; keep the people."""
        with self.lock:
            self.tokens: dict[str, float] = {}
            self.retired_codes: dict[str, int] = {}
            self.deliveries: list[dict] = []
            self.sent_at: dict[str, list[float]] = {}
            self.faults: list[LocalFault] = []
            self.calls: Counter = Counter()
            self.lost: Counter = Counter()

    def add_fault(self, fault: LocalFault) -> None:
        """Let the next calls go wrong."""
        with self.lock:
            self.faults.append(fault)

    def expire_tokens(self, errcode: int = 40014) -> None:
        """Let every token given out so far be refused with ``errcode``."""
        with self.lock:
            for token in self.tokens:
                self.retired_codes[token] = errcode
            self.tokens.clear()

    def inbox(self, userid: str | None = None) -> list[dict]:
        """What arrived, oldest first; of one colleague when ``userid`` is given."""
        with self.lock:
            return [
                dict(delivery)
                for delivery in self.deliveries
                if userid is None or delivery["userid"].lower() == userid.lower()
            ]

    # -- what the vendor does ----------------------------------------------
    def count_call(self, path: str) -> LocalFault | None:
        """Count a call; answer the fault that hits it, counted down."""
        with self.lock:
            self.calls[path] += 1
            for fault in self.faults:
                if path.startswith(fault.path) and random.random() < fault.chance:
                    fault.times -= 1
                    if fault.times == 0:
                        self.faults.remove(fault)
                    return fault
            return None

    def current_token(self, application: str) -> tuple[str, int]:
        """The same token within its validity, and the seconds left."""
        with self.lock:
            now = self.now()
            for token, expires_at in self.tokens.items():
                if expires_at > now:
                    return token, int(expires_at - now)
            raw = f"{application}:{self.next_number()}:{now}"
            token = hashlib.sha256(raw.encode()).hexdigest() * 3
            self.tokens[token] = now + TOKEN_SECONDS
            return token, TOKEN_SECONDS

    def token_refusal(self, token: str) -> int | None:
        """The code with which ``token`` is refused, or None for a valid one."""
        with self.lock:
            if self.tokens.get(token, 0) > self.now():
                return None
            return self.retired_codes.get(token, 40014)

    def next_number(self) -> int:
        """A number no earlier one had."""
        return next(self._numbers)

    def stats(self) -> dict:
        """The counters, as the simulator's page shows them."""
        with self.lock:
            return {
                "calls": dict(self.calls),
                "lost": dict(self.lost),
                "live_tokens": sum(at > self.now() for at in self.tokens.values()),
                "faults": [vars(fault) for fault in self.faults],
                "is_called_back": self.callback is not None,
            }
