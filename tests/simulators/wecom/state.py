"""What the simulated company remembers: tokens, members, inboxes, faults."""

import itertools
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from ..local_state import LocalFault, LocalState


class ApiError(Exception):
    """A refusal in the vendor's terms, answered as HTTP 200 with an errcode."""

    def __init__(self, errcode: int, errmsg: str):
        super().__init__(f"{errcode} {errmsg}")
        self.errcode = errcode
        self.errmsg = errmsg


@dataclass
class Member:
    """A colleague in the directory.

    :param reachable: whether the app's visible range includes the member
    :param licensed: whether the member holds an interface licence
    :param status: 1 active, 2 disabled, 4 not activated, 5 left
    :param leads: which of his departments he leads
    """

    userid: str
    name: str = ""
    department: list[int] = field(default_factory=lambda: [1])
    reachable: bool = True
    licensed: bool = True
    position: str = ""
    status: int = 1
    leads: list[int] = field(default_factory=list)


@dataclass
class Fault(LocalFault):
    """What to do wrong with the next calls.

    :param errcode: the vendor's error code to answer with
    """

    errcode: int | None = None


class WecomState(LocalState):
    """The simulated company; every method may be called from any thread.

    :param now: the clock, seconds since the epoch (tests inject their own)
    :param is_open: an unknown member joins the directory when first written to
    """

    def __init__(
        self,
        corp_id: str = "ww5d2a00000000sim1",
        secret: str = "simulator-secret-not-a-real-one",
        agent_id: int = 1000002,
        members: Iterable[Member] = (),
        now: Callable[[], float] = time.time,
        is_open: bool = False,
    ):
        super().__init__(now, is_open)
        self.corp_id = corp_id
        self.secret = secret
        self.agent_id = agent_id
        self.members: dict[str, Member] = {}
        self.departments: dict[int, Any] = {}  # see directory.py
        self.held_events: list[str] = []
        self.approvals: dict[str, Any] = {}  # see approvals.py
        # What WeCom knows of outside: see customers.py and callbacks.py.
        self.customers: dict[str, Any] = {}
        self.ways: dict[str, dict] = {}
        # Lists that a cursor goes through: see customer_list.py.
        self.listings: dict[str, list] = {}
        self.listing_numbers = itertools.count(1)
        # Tags, transfers and groups: see the modules of these names.
        self.tag_groups: dict[str, dict] = {}
        self.transfers: list[dict] = []
        self.group_chats: dict[str, dict] = {}
        self.welcome_codes: dict[str, tuple[str, float]] = {}
        # The robots of groups, by key, and what changes a card: see cards.py.
        self.robots: dict[str, str] = {}
        self.card_codes: dict[str, tuple[str, list[str], float]] = {}
        self.reset()
        self.set_members(members)

    # -- what a tester does ------------------------------------------------
    def reset(self) -> None:
        """Forget tokens, messages, faults and counters; keep the members."""
        with self.lock:
            super().reset()
            self.seen_contents: dict[str, float] = {}
            self.welcomes: list[dict] = []
            # Logins and tickets of the JavaScript: see login.py.
            self.login_codes: dict[str, tuple[str, float]] = {}
            self.tickets: dict[str, tuple[str, float]] = {}
            self.ticket_calls: dict[str, list[float]] = {}
            self.sent_events: list[str] = []

    def set_members(self, members: Iterable[Member], replace: bool = False) -> None:
        """Add or change members; ``replace`` empties the directory first."""
        with self.lock:
            if replace:
                self.members.clear()
            for member in members:
                self.members[member.userid.lower()] = member

    # -- what the vendor does ----------------------------------------------
    def get_token(self, corp_id: str, secret: str) -> dict:
        """The same token within its validity, as the vendor does."""
        with self.lock:
            if corp_id != self.corp_id:
                raise ApiError(40013, "invalid corpid")
            if secret != self.secret:
                raise ApiError(40001, "invalid credential")
            token, seconds = self.current_token(corp_id)
            return {"access_token": token, "expires_in": seconds}

    def check_token(self, token: str) -> None:
        """Refuse a call without a token that is valid now."""
        with self.lock:
            if not token:
                raise ApiError(41001, "access_token missing")
            if errcode := self.token_refusal(token):
                raise ApiError(errcode, "invalid access_token")

    def find_member(self, userid: str) -> Member | None:
        """The member of this id, whatever its case."""
        with self.lock:
            member = self.members.get(userid.lower())
            if member is None and self.is_open and userid:
                member = self.members[userid.lower()] = Member(userid, userid)
            return member

    def next_message_id(self) -> str:
        """A message id no earlier message had."""
        return f"sim-{self.next_number():08d}"
