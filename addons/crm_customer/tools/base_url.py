"""Which addresses this database may send its secrets to."""

from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import SplitResult, urlsplit


def is_loopback(host: str) -> bool:
    """Whether ``host`` is this machine, by its literal name or address.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("localhost")
    (True, True, True)
    >>> is_loopback("localhost.example.com"), is_loopback("10.0.0.1")
    (False, False)

    So are the other ways to write it, which connect just as well:

    >>> [is_loopback(host) for host in ("LocalHost.", "127.1", "0x7f.1", "2130706433")]
    [True, True, True, True]
    >>> [is_loopback(host) for host in ("0.0.0.0", "0", "::", "::ffff:127.0.0.1")]
    [True, True, True, True]
    >>> [is_loopback(host) for host in ("", "10.1", "::ffff:10.0.0.1", "127.0.0.1.cn")]
    [False, False, False, False]
    """
    host = host.rstrip(".").lower()
    if host == "localhost" or host.endswith(".localhost"):
        return True
    address = _address(host)
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return bool(address) and (address.is_loopback or address.is_unspecified)


def _address(host: str) -> IPv4Address | IPv6Address | None:
    """The address that ``host`` is, however short or in which base; None: a name."""
    with suppress(ValueError):
        return ip_address(host)
    parts = host.split(".")
    try:
        *head, last = [_number(part) for part in parts]
    except ValueError:
        return None
    # The last number stands for all the bytes that are not written.
    if len(parts) > 4 or max(head, default=0) > 255 or last >= 256 ** (5 - len(parts)):
        return None
    return IPv4Address(sum(one << 8 * (3 - at) for at, one in enumerate(head)) + last)


def _number(text: str) -> int:
    """A part of an address: decimal, 0x before hexadecimal, 0 before octal digits.

    :raise ValueError: it is none
    """
    if not (text.isascii() and text.isalnum()):
        raise ValueError("no number")
    if text.startswith("0x"):
        return int(text[2:], 16)
    return int(text, 8 if text.startswith("0") else 10)


def _split(url: str) -> SplitResult:
    """The parts of ``url``, when it is an address and nothing more."""
    if any(sign in url for sign in " \t\r\n\\@?#"):
        raise ValueError("parts")
    parts = urlsplit(url)
    try:
        parts.port  # noqa: B018 - the property parses, and raises on nonsense
    except ValueError:
        raise ValueError("port") from None
    return parts


def clean_base_url(url: str, is_loopback_allowed: bool = False) -> str:
    """Answer ``url`` without its trailing slash, or refuse it.

    The secrets of a company go to this address: it must be https. Plain http is
    for a simulator on the same machine, and only where that was switched on.

    :raise ValueError: with a short code: ``scheme``, ``host``, ``parts``, ``port``

    >>> clean_base_url("https://qyapi.weixin.qq.com/")
    'https://qyapi.weixin.qq.com'
    >>> clean_base_url("http://127.0.0.1:8071", is_loopback_allowed=True)
    'http://127.0.0.1:8071'
    >>> for bad in ("http://127.0.0.1:8071", "http://qyapi.weixin.qq.com",
    ...             "file:///etc/passwd", "https://", "https://u:p@example.com",
    ...             "https://example.com/?a=b", "https://example.com:0x50",
    ...             "https://127.0.0.1/"):
    ...     try:
    ...         clean_base_url(bad)
    ...     except ValueError as error:
    ...         print(bad, error)
    http://127.0.0.1:8071 scheme
    http://qyapi.weixin.qq.com scheme
    file:///etc/passwd scheme
    https:// host
    https://u:p@example.com parts
    https://example.com/?a=b parts
    https://example.com:0x50 port
    https://127.0.0.1/ host
    """
    url = (url or "").strip()
    parts = _split(url)
    host = parts.hostname or ""
    is_local = is_loopback(host)
    if parts.scheme != "https" and not (
        parts.scheme == "http" and is_local and is_loopback_allowed
    ):
        raise ValueError("scheme")
    if not host or (is_local and not is_loopback_allowed):
        raise ValueError("host")
    return url.rstrip("/")
