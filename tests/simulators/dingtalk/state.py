"""What the simulated company remembers: tokens, people, inboxes, faults."""

import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from ..local_state import LocalFault, LocalState

ROOT = 1
CALLS_A_SECOND = 40  # of one interface, by one application in one company


class Refusal(Exception):
    """A refusal in the vendor's terms.

    The older interface answers HTTP 200 with ``code`` as the errcode; the newer one
    ``status`` with the code. The server knows which was called.

    :param code: a number for the older interface, a name for the newer one
    """

    def __init__(
        self,
        code: int | str,
        message: str,
        status: int = 400,
        sub_code: str = "",
        scopes: Iterable[str] = (),
    ):
        super().__init__(f"{code} {message}")
        self.code = code
        self.message = message
        self.status = status
        self.sub_code = sub_code
        self.scopes = list(scopes)


@dataclass
class Department:
    """A department; 1 is the company."""

    dept_id: int
    name: str
    parent_id: int = ROOT


@dataclass
class Person:
    """A colleague in the directory.

    :param departments: all in which he is
    """

    userid: str
    name: str = ""
    departments: list[int] = field(default_factory=lambda: [ROOT])
    unionid: str = ""
    title: str = ""
    mobile: str = ""
    email: str = ""

    def __post_init__(self):
        self.unionid = self.unionid or f"union-{self.userid}"


@dataclass
class Fault(LocalFault):
    """What to do wrong with the next calls; ``body`` is not used beside a code.

    :param code: the errcode, or the name for the newer interface, to answer with
    :param sub_code: beside an errcode of 15 or 88
    :param is_banned: answer as the gateway does that bans this address
    """

    code: int | str | None = None
    sub_code: str = ""
    is_banned: bool = False


class DingtalkState(LocalState):
    """The simulated company; every method may be called from any thread.

    :param now: the clock, seconds since the epoch (tests inject their own)
    :param is_open: an unknown colleague joins the directory when first written to
    """

    def __init__(
        self,
        corp_id: str = "ding5d2a00000000sim2",
        app_key: str = "dingsimulatorappkey1",
        secret: str = "simulator-secret-not-a-real-one",
        agent_id: int = 3000000002,
        people: Iterable[Person] = (),
        departments: Iterable[Department] = (),
        now: Callable[[], float] = time.time,
        is_open: bool = False,
    ):
        super().__init__(now, is_open)
        self.corp_id = corp_id
        self.app_key = app_key
        self.secret = secret
        self.agent_id = agent_id
        self.people: dict[str, Person] = {}
        self.departments: dict[int, Department] = {}
        # Groups that have a robot, and the approvals that the console knows.
        self.robots: dict[str, dict] = {}
        self.process_codes = {"PROC-SIMULATOR"}
        # Stream mode: see stream.py.
        self.tickets: dict[str, float] = {}
        self.streams: list = []
        self.reset()
        self.set_departments(departments)
        self.set_people(people)

    # -- what a tester does ------------------------------------------------
    def reset(self) -> None:
        """Forget tokens, messages, faults and counters; keep the people."""
        with self.lock:
            super().reset()
            self.notices: dict[int, dict] = {}  # see results.py
            self.seen_contents: set[tuple[str, str, int]] = set()
            self.called_at: dict[str, deque] = defaultdict(deque)
            # See work.py and robot.py.
            self.todos: dict[str, dict] = {}
            self.meetings: dict[str, dict] = {}
            self.approvals: dict[str, dict] = {}
            self.group_messages: list[dict] = []
            # Reports: see reports.py.
            self.sent_events: list[dict] = []
            self.failed_events: list[dict] = []
            self.held_events: list[dict] = []
            self.delivery = "normal"

    def set_people(self, people: Iterable[Person], replace: bool = False) -> None:
        """Add or change people; ``replace`` empties the directory first."""
        with self.lock:
            if replace:
                self.people.clear()
            for person in people:
                self.people[person.userid] = person

    def set_departments(self, departments: Iterable[Department]) -> None:
        """Add or change departments; the company itself is always there."""
        with self.lock:
            self.departments.setdefault(ROOT, Department(ROOT, "公司", 0))
            for department in departments:
                self.departments[department.dept_id] = department

    # -- what the vendor does ----------------------------------------------
    def get_token(self, app_key: str, secret: str) -> tuple[str, int]:
        """The same token within its validity, and the seconds left."""
        with self.lock:
            if app_key != self.app_key or secret != self.secret:
                raise Refusal(40089, "不合法的corpid或corpsecret")
            return self.current_token(app_key)

    def check_token(self, token: str) -> None:
        """Refuse a call without a token that is valid now."""
        with self.lock:
            if errcode := self.token_refusal(token):
                raise Refusal(errcode, "不合法的access_token")

    def check_rate(self, path: str) -> None:
        """Refuse the 41st call of one interface within a second."""
        with self.lock:
            called_at, now = self.called_at[path], self.now()
            while called_at and now - called_at[0] >= 1:
                called_at.popleft()
            if len(called_at) >= CALLS_A_SECOND:
                raise Refusal(90019, "接口调用超过限制", status=403)
            called_at.append(now)

    def find_person(self, userid: str) -> Person | None:
        """The colleague of this id."""
        with self.lock:
            person = self.people.get(userid)
            if person is None and self.is_open and userid:
                person = self.people[userid] = Person(userid, userid)
            return person

    def person_of_union(self, unionid: str) -> Person:
        """The colleague of this id of the newer interface."""
        with self.lock:
            for person in self.people.values():
                if person.unionid == unionid:
                    return person
            raise Refusal("invalidParameter.unionId", "员工不存在")
