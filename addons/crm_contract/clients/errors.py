"""What can go wrong with a call to an e-sign provider, by what is done about it.

``schedule`` holds the seconds to wait before the first, second, ... retry: when it
is used up, or empty, a person has to look at it.
"""


class EsignError(Exception):
    """The provider did not do what was asked.

    :param detail: what people read; never holds a secret or an address
    """

    schedule: tuple[int, ...] = ()
    is_setup = False

    def __init__(self, detail: str):
        super().__init__(detail)
        self.detail = detail

    def wait_seconds(self, tries: int) -> int | None:
        """Seconds until the next try, after ``tries`` failed ones before this.

        >>> Unreachable("HTTP 502").wait_seconds(0)
        60
        >>> Refused("no such signer").wait_seconds(0) is None
        True
        """
        return self.schedule[tries] if tries < len(self.schedule) else None


class Unreachable(EsignError):
    """No usable answer: timeout, broken connection, HTTP 5xx. About a day."""

    schedule = (60, 300, 900, 3600, 10800, 21600, 43200)


class Limited(EsignError):
    """The provider asks us to come back later (HTTP 429)."""

    schedule = (120, 900, 3600, 10800)


class Refused(EsignError):
    """The provider does not accept it: trying again changes nothing."""


class SetupRefused(EsignError):
    """Application or secret is wrong: nothing gets through until it is mended."""

    is_setup = True


class TokenRefused(SetupRefused):
    """The access token is not valid (any more): one new one, then give up."""


BY_STATUS: dict[int, type[EsignError]] = {
    401: TokenRefused,
    403: SetupRefused,
    429: Limited,
}


def error_for(status: int, detail: str) -> EsignError:
    """The error of an HTTP status other than 200.

    >>> type(error_for(503, "")).__name__, type(error_for(422, "")).__name__
    ('Unreachable', 'Refused')
    >>> error_for(302, "").detail
    'HTTP 302'
    """
    other = Refused if 400 <= status < 500 else Unreachable
    return BY_STATUS.get(status, other)(f"HTTP {status} {detail}".strip())
