"""DingTalk's codes, by what has to be done about them.

The older interface answers HTTP 200 with an ``errcode``, the newer one an HTTP status
with a ``code``; both end in the same classes. Only codes decide: texts change.
"""

from odoo.addons.crm_connector.clients.errors import (
    ClientBanned,
    ClientBusy,
    ClientError,
    ClientExists,
    ClientLimited,
    ClientMessage,
    ClientMissing,
    ClientPermission,
    ClientRecipient,
    ClientRobot,
    ClientSetup,
    ClientToken,
    ClientUnreachable,
)

# Codes of both generations. A code that is not here means that the vendor does not
# accept what was sent.
CLASSES: dict[str, type[ClientError]] = {
    "-1": ClientBusy,
    "15": ClientUnreachable,
    "88": ClientUnreachable,
    "90019": ClientBusy,
    "90018": ClientBusy,
    "90002": ClientLimited,
    "90020": ClientSetup,
    "40001": ClientToken,
    "40014": ClientToken,
    "42001": ClientToken,
    "40089": ClientSetup,
    "50002": ClientRecipient,
    "60003": ClientRecipient,
    "60011": ClientPermission,
    "60020": ClientSetup,
    "60121": ClientRecipient,
    "33012": ClientRecipient,
    "130101": ClientBanned,
    "310000": ClientRobot,
    "300001": ClientRobot,
    "400002": ClientMessage,
    "InvalidAuthentication": ClientToken,
    "invalidClientIdOrSecret": ClientSetup,
    "Forbidden.AccessDenied.AccessTokenPermissionDenied": ClientPermission,
    "Forbidden.AccessDenied.IpNotInWhiteList": ClientSetup,
    "Forbidden.AccessDenied.ApiCountLimitForOrg": ClientSetup,
    "Forbidden.AccessDenied.QpsLimitForApi": ClientLimited,
    "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi": ClientBusy,
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


def error_for(code: str, path: str, scopes: tuple[str, ...] = ()) -> ClientError:
    """The error of a code other than 0.

    >>> error_for("90019", "x").kind, error_for("90020", "x").kind
    ('busy', 'setup')
    >>> error_for("400002", "x").kind
    'message'
    """
    return CLASSES.get(code, ClientMessage)(code, path, scopes)


def error_of_status(status: int, answer: dict, path: str) -> ClientError:
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
    'ClientExists'
    >>> error_of_status(429, {}, "x").kind
    'limited'
    """
    code = str(answer.get("code") or f"HTTP {status}")
    if code in CLASSES:
        detail = answer.get("accessdenieddetail")
        scopes = detail.get("requiredScopes") if isinstance(detail, dict) else None
        return error_for(code, path, tuple(map(str, scopes or ())))
    if "task exist" in str(answer.get("message") or ""):
        return ClientExists(code, path)
    if status == 404:
        return ClientMissing(code, path)
    if status >= 500:
        return ClientUnreachable(code, path)
    if status == 429:
        return ClientLimited(code, path)
    if status == 401:
        return ClientToken(code, path)
    return ClientMessage(code, path)
