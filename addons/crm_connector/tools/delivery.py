"""How a delivery ends: the result, and the errors with their retry policy.

Adapters translate a vendor's answer into one of these classes; the outbox knows
no vendor. ``schedule`` holds the seconds to wait before the first, second, ...
retry: when it is used up the message is dead, when it is empty there is no retry.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Delivery:
    """What the vendor accepted.

    :param vendor_id: the vendor's id of the message
    :param refused: external id -> reason, for recipients it did not accept
    :param card_code: lets us change the card later; a secret
    :param card_seconds: how long it does
    """

    vendor_id: str = ""
    refused: dict[str, str] = field(default_factory=dict)
    card_code: str = field(default="", repr=False)
    card_seconds: int = 0


class DeliveryError(Exception):
    """The vendor did not take the message.

    :param detail: what people read; never holds a secret
    :param code: the vendor's error code, when there is one
    """

    schedule: tuple[int, ...] = ()
    is_setup = False
    is_pause = False

    def __init__(self, detail: str, code: str = ""):
        super().__init__(detail)
        self.detail = detail
        self.code = code

    def wait_seconds(self, tries: int) -> int | None:
        """Seconds until the next try after ``tries`` failed ones before this.

        >>> Busy("-1").wait_seconds(0), Busy("-1").wait_seconds(3)
        (30, None)
        >>> RecipientRefused("81013").wait_seconds(0) is None
        True
        """
        return self.schedule[tries] if tries < len(self.schedule) else None


class Busy(DeliveryError):
    """The vendor says it is busy; it asks for at most three retries."""

    schedule = (30, 120, 600)


class Unreachable(DeliveryError):
    """No usable answer: timeout, broken connection, HTTP 5xx. About a day."""

    schedule = (30, 120, 600, 1800, 3600, 10800, 21600, 43200)


class RateLimited(DeliveryError):
    """A limit is used up; the block lasts 60 s, 60 min or until midnight.

    Every further call counts against the company, so the whole connector rests.
    """

    schedule = (65, 3660, 7200, 21600, 43200)
    is_pause = True


class Banned(RateLimited):
    """The vendor bans this server for some minutes, ten at most."""

    schedule = (660, 3660, 7200, 21600, 43200)


class RecipientRefused(DeliveryError):
    """None of the recipients can be reached: a person must look at it."""


class MessageRefused(DeliveryError):
    """The vendor does not accept this message: trying again changes nothing."""


class RobotRefused(DeliveryError):
    """The group's robot was removed, or its key is wrong: the others go on."""


class SetupRefused(DeliveryError):
    """Secret, application or permission is wrong: no message can get through."""

    is_setup = True


KINDS: dict[str, type[DeliveryError]] = {
    "busy": Busy,
    "unreachable": Unreachable,
    "limited": RateLimited,
    "banned": Banned,
    "recipient": RecipientRefused,
    "message": MessageRefused,
    "setup": SetupRefused,
    "robot": RobotRefused,
}
