"""What can go wrong with a call to a chat tool, by what has to be done about it.

One tree for all vendors: each client has a table from its vendor's codes to these
classes. ``kind`` names the retry policy of the outbox (``tools/delivery.py``). Only
codes decide: the vendors' texts carry hints, addresses and what changes.
"""


class ClientError(Exception):
    """A call failed.

    :param code: the vendor's code, or what happened to the connection
    :param path: of the interface that was called, without its query
    :param scopes: permissions that the application lacks, as the vendor names them
    """

    kind = "message"

    def __init__(self, code: int | str, path: str, scopes: tuple[str, ...] = ()):
        super().__init__(f"{path}: {code}")
        self.code = str(code)
        self.path = path
        self.scopes = scopes


class ClientBusy(ClientError):
    """The vendor asks for a moment: again soon, a few times."""

    kind = "busy"


class ClientUnreachable(ClientError):
    """Timeout on either side, broken connection, HTTP 5xx, not the vendor's JSON."""

    kind = "unreachable"


class ClientLimited(ClientError):
    """A call limit is used up; further calls make it worse."""

    kind = "limited"


class ClientBanned(ClientLimited):
    """This server's address, or a robot, is shut out for some minutes."""

    kind = "banned"


class ClientRecipient(ClientError):
    """There is no such colleague, customer or department, or the app sees none."""

    kind = "recipient"


class ClientMessage(ClientError):
    """The vendor does not accept what was sent: again changes nothing."""

    kind = "message"


class ClientExists(ClientMessage):
    """It is there already, by the same id of ours."""


class ClientMissing(ClientMessage):
    """What we ask for is not there (any more)."""


class ClientLoginCode(ClientMessage):
    """The code of a login is not valid (any more)."""


class ClientRobot(ClientError):
    """The group's robot was removed, or its token or secret is wrong."""

    kind = "robot"


class ClientSetup(ClientError):
    """Key, secret, trusted address or quota: nothing can get through."""

    kind = "setup"


class ClientPermission(ClientSetup):
    """This interface is closed to the application; others may be open."""


class ClientToken(ClientSetup):
    """The token is not valid (any more): one new one, then give up."""


class ClientPrivateAddress(ClientSetup):
    """The vendor's name leads to an address that is not of the internet."""
