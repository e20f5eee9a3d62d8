"""Logins with a chat tool: what is pending in a browser, and what a proof is."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

STATE_SECONDS = 600
#: Tabs in which somebody may begin a login at the same time.
MAX_PENDING = 5


@dataclass(frozen=True)
class LoginKind:
    """A chat tool that people log in with.

    :param label: what stands on the button
    :param css_class: the icon's classes
    """

    label: str
    css_class: str


@dataclass(frozen=True)
class LoginProof:
    """Whom the chat tool named. Made by code alone: no request carries one."""

    connector_id: int
    external_id: str


class LoginProblem(Exception):
    """A login that does not succeed.

    :param code: which sentence the person reads
    :param external_id: whom the chat tool named, where it named somebody
    """

    def __init__(self, code: str, external_id: str = ""):
        super().__init__(code)
        self.code = code
        self.external_id = external_id


def new_state() -> str:
    """A state that nobody guesses; letters and digits only, as vendors demand.

    >>> len(new_state()), new_state().isalnum(), new_state() == new_state()
    (32, True, False)
    """
    return secrets.token_hex(16)


def with_pending(
    pending: Mapping[str, dict], state: str, connector_id: int, path: str, now: float
) -> dict[str, dict]:
    """What is pending in this browser, with one login more; the oldest are dropped.

    >>> old = {"a": {"connector": 1, "path": "/", "at": 0}}
    >>> sorted(with_pending(old, "b", 1, "/odoo", 10)), sorted(
    ...     with_pending(old, "b", 1, "/odoo", 601))
    (['a', 'b'], ['b'])
    """
    fresh = [
        (key, entry)
        for key, entry in pending.items()
        if now - entry["at"] <= STATE_SECONDS
    ]
    entry = {"connector": connector_id, "path": path, "at": now}
    return dict([*fresh[1 - MAX_PENDING :], (state, entry)])


def pending_path(
    pending: Mapping[str, dict], state: object, connector_id: int, now: float
) -> str | None:
    """Where the login that began with ``state`` leads to; None: it did not begin here.

    >>> begun = with_pending({}, "b", 1, "/odoo", 10)
    >>> pending_path(begun, "b", 1, 610), pending_path(begun, "b", 1, 611)
    ('/odoo', None)
    >>> pending_path(begun, "b", 2, 11), pending_path(begun, None, 1, 11)
    (None, None)
    """
    entry = pending.get(state) if isinstance(state, str) else None
    if not entry or entry["connector"] != connector_id:
        return None
    return entry["path"] if now - entry["at"] <= STATE_SECONDS else None
