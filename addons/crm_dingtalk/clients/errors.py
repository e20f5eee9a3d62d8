"""What can go wrong with a call to DingTalk, by what has to be done about it.

``kind`` names the retry policy of the outbox (see crm_connector's delivery rules).
The older interface answers HTTP 200 with an ``errcode``, the newer one an HTTP status
with a ``code``; both end in the same classes. Only codes decide: texts change.
"""


class DingtalkError(Exception):
    """A call failed.

    :param code: the vendor's code, or what happened to the connection
    :param scopes: permissions that the application lacks, as the vendor names them
    """

    kind = "message"

    def __init__(self, code: int | str, path: str, scopes: tuple[str, ...] = ()):
        super().__init__(f"DingTalk {path}: {code}")
        self.code = str(code)
        self.path = path
        self.scopes = scopes

    @property
    def is_permission(self) -> bool:
        """Whether this interface alone is closed to the application."""
        return REASONS.get(self.code) == "permission"


class DingtalkBusy(DingtalkError):
    """Too many calls of one interface in a second: try again soon."""

    kind = "busy"


class DingtalkUnreachable(DingtalkError):
    """Timeout on either side, broken connection, HTTP 5xx, not the vendor's JSON."""

    kind = "unreachable"


class DingtalkLimited(DingtalkError):
    """A limit of the whole application is used up; further calls make it worse."""

    kind = "limited"


class DingtalkBanned(DingtalkLimited):
    """This server's address is banned for some minutes."""

    kind = "banned"


class DingtalkRecipient(DingtalkError):
    """There is no such colleague or department."""

    kind = "recipient"


class DingtalkMessage(DingtalkError):
    """The vendor does not accept what was sent."""

    kind = "message"


class DingtalkExists(DingtalkMessage):
    """It is there already, by the same id of ours."""


class DingtalkMissing(DingtalkMessage):
    """What we ask for is not there (any more)."""


class DingtalkRobot(DingtalkError):
    """The group's robot was removed, or its token or secret is wrong."""

    kind = "robot"


class DingtalkSetup(DingtalkError):
    """Key, secret, permission, trusted address or quota: nothing can get through."""

    kind = "setup"


class DingtalkToken(DingtalkSetup):
    """The token is not valid (any more): one new one, then give up."""


# Codes of both generations. A code that is not here means that the vendor does not
# accept what was sent.
CLASSES: dict[str, type[DingtalkError]] = {
    "-1": DingtalkBusy,
    "15": DingtalkUnreachable,
    "88": DingtalkUnreachable,
    "90019": DingtalkBusy,
    "90018": DingtalkBusy,
    "90002": DingtalkLimited,
    "90020": DingtalkSetup,
    "40001": DingtalkToken,
    "40014": DingtalkToken,
    "42001": DingtalkToken,
    "40089": DingtalkSetup,
    "50002": DingtalkRecipient,
    "60003": DingtalkRecipient,
    "60011": DingtalkSetup,
    "60020": DingtalkSetup,
    "60121": DingtalkRecipient,
    "33012": DingtalkRecipient,
    "130101": DingtalkBanned,
    "310000": DingtalkRobot,
    "300001": DingtalkRobot,
    "400002": DingtalkMessage,
    "InvalidAuthentication": DingtalkToken,
    "invalidClientIdOrSecret": DingtalkSetup,
    "Forbidden.AccessDenied.AccessTokenPermissionDenied": DingtalkSetup,
    "Forbidden.AccessDenied.IpNotInWhiteList": DingtalkSetup,
    "Forbidden.AccessDenied.ApiCountLimitForOrg": DingtalkSetup,
    "Forbidden.AccessDenied.QpsLimitForApi": DingtalkLimited,
    "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi": DingtalkBusy,
}
BAN = "ip-ban"

# code -> what people are told of it, where they can do something
REASONS = {
    "-1": "busy",
    "15": "late",
    "88": "late",
    "HTTP 504": "late",
    "40001": "secret",
    "40014": "secret",
    "42001": "secret",
    "40089": "secret",
    "InvalidAuthentication": "secret",
    "invalidClientIdOrSecret": "secret",
    "60011": "permission",
    "Forbidden.AccessDenied.AccessTokenPermissionDenied": "permission",
    "60020": "address",
    "Forbidden.AccessDenied.IpNotInWhiteList": "address",
    "90002": "often",
    "90018": "often",
    "90019": "often",
    "130101": "often",
    "Forbidden.AccessDenied.QpsLimitForApi": "often",
    "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi": "often",
    BAN: "ban",
    "90020": "quota",
    "Forbidden.AccessDenied.ApiCountLimitForOrg": "quota",
    "33012": "unknown",
    "50002": "unknown",
    "60003": "unknown",
    "60121": "unknown",
    "400002": "value",
}


def effective_code(answer: dict) -> str:
    """The code of the older interface that says what happened.

    15 and 88 are timeouts, unless a sub-code says what it was in truth.

    >>> effective_code({"errcode": 88, "sub_code": "60011"})
    '60011'
    >>> effective_code({"errcode": 15, "sub_code": ""}), effective_code({"errcode": 0})
    ('15', '0')
    """
    code = str(answer["errcode"])
    return str(answer.get("sub_code") or code) if code in ("15", "88") else code


def error_for(code: str, path: str, scopes: tuple[str, ...] = ()) -> DingtalkError:
    """The error of a code other than 0.

    >>> error_for("90019", "x").kind, error_for("90020", "x").kind
    ('busy', 'setup')
    >>> error_for("400002", "x").kind
    'message'
    """
    return CLASSES.get(code, DingtalkMessage)(code, path, scopes)


def error_of_status(status: int, answer: dict, path: str) -> DingtalkError:
    """The error of an answer of the newer interface with a bad HTTP status.

    A permission that is lacking is named in the answer. A repeated id of ours has the
    code of any bad parameter; only its text tells it.

    >>> error_of_status(504, {}, "x").kind
    'unreachable'
    >>> denied = "Forbidden.AccessDenied.AccessTokenPermissionDenied"
    >>> error_of_status(403, {"code": denied, "accessdenieddetail": {
    ...     "requiredScopes": ["Todo.Todo.Write"]}}, "x").scopes
    ('Todo.Todo.Write',)
    >>> type(error_of_status(400, {"code": "todo.taskCreate.paramError",
    ...     "message": "task exist"}, "x")).__name__
    'DingtalkExists'
    >>> error_of_status(429, {}, "x").kind
    'limited'
    """
    code = str(answer.get("code") or f"HTTP {status}")
    if code in CLASSES:
        detail = answer.get("accessdenieddetail")
        scopes = detail.get("requiredScopes") if isinstance(detail, dict) else None
        return error_for(code, path, tuple(map(str, scopes or ())))
    if "task exist" in str(answer.get("message") or ""):
        return DingtalkExists(code, path)
    if status == 404:
        return DingtalkMissing(code, path)
    if status >= 500:
        return DingtalkUnreachable(code, path)
    if status == 429:
        return DingtalkLimited(code, path)
    if status == 401:
        return DingtalkToken(code, path)
    return DingtalkMessage(code, path)
