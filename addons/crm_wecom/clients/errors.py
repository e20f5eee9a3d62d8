"""What can go wrong with a call to WeCom, by what has to be done about it.

``kind`` names the retry policy of the outbox (see crm_connector's delivery
rules). Only ``errcode`` decides: ``errmsg`` carries hints that change.
"""


class WecomError(Exception):
    """A call failed.

    :param code: the vendor's errcode, or what happened to the connection
    """

    kind = "message"

    def __init__(self, code: int | str, path: str):
        super().__init__(f"WeCom {path}: {code}")
        self.code = str(code)
        self.path = path


class WecomBusy(WecomError):
    """-1: try again, at most three times."""

    kind = "busy"


class WecomUnreachable(WecomError):
    """Timeout, broken connection, HTTP status other than 200, no JSON."""

    kind = "unreachable"


class WecomLimited(WecomError):
    """A call limit is used up; further calls make it worse."""

    kind = "limited"


class WecomRecipient(WecomError):
    """The member does not exist or the app does not see him."""

    kind = "recipient"


class WecomMessage(WecomError):
    """The vendor does not accept what was sent."""

    kind = "message"


class WecomSetup(WecomError):
    """Corp id, secret, permission or trusted address is wrong."""

    kind = "setup"


class WecomToken(WecomSetup):
    """The token is not valid (any more): one new one, then give up."""


class WecomCode(WecomMessage):
    """The code of a login is not valid (any more)."""


CLASSES: dict[int, type[WecomError]] = {
    -1: WecomBusy,
    6000: WecomBusy,
    45033: WecomBusy,
    45009: WecomLimited,
    40001: WecomToken,
    40014: WecomToken,
    42001: WecomToken,
    40013: WecomSetup,
    48002: WecomSetup,
    60011: WecomSetup,
    60020: WecomSetup,
    301002: WecomSetup,
    60111: WecomRecipient,
    81013: WecomRecipient,
    84061: WecomRecipient,
    41096: WecomBusy,
    40029: WecomCode,
    42003: WecomCode,
}


def error_for(errcode: int, path: str) -> WecomError:
    """The error of an errcode other than 0.

    >>> error_for(45009, "message/send").kind, error_for(44004, "message/send").kind
    ('limited', 'message')
    """
    return CLASSES.get(errcode, WecomMessage)(errcode, path)
