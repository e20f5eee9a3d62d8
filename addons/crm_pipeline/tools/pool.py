"""The public pool's rules of thumb: what is shown, and where a day begins."""

from __future__ import annotations

from datetime import date, datetime, time, timezone
from zoneinfo import ZoneInfo

MASK = "****"


def mask_phone(phone: str | None) -> str:
    """Return a phone with its middle digits hidden.

    >>> mask_phone("+86 138 5710 2231"), mask_phone("0571-8800"), mask_phone(None)
    ('+86 138****31', '057****00', '')
    >>> mask_phone("138 5710 2231"), mask_phone("110")
    ('138****31', '****')
    """
    text = (phone or "").strip()
    if len(text) < 6:
        return MASK if text else ""
    head = text.find(" ", 0, 5) + 1 if text.startswith("+") else 0
    return f"{text[: head + 3]}{MASK}{text[-2:]}"


def mask_email(email: str | None) -> str:
    """Return an address of which the first letter and the domain are left.

    >>> mask_email("zhao@lvzhou.example"), mask_email("zhao"), mask_email("")
    ('z****@lvzhou.example', 'z****', '')
    """
    text = (email or "").strip()
    if not text:
        return ""
    name, at, domain = text.partition("@")
    return f"{name[:1]}{MASK}{at}{domain}"


def mask_name(name: str | None) -> str:
    """Return a person's name of which the first character is left.

    >>> mask_name("赵敏"), mask_name(False)
    ('赵****', '')
    """
    text = (name or "").strip()
    return f"{text[:1]}{MASK}" if text else ""


def day_start(day: date, tz: str) -> datetime:
    """Return when ``day`` begins in ``tz``, in UTC and without a time zone.

    >>> day_start(date(2026, 3, 2), "Asia/Shanghai")
    datetime.datetime(2026, 3, 1, 16, 0)
    """
    start = datetime.combine(day, time(), tzinfo=ZoneInfo(tz))
    return start.astimezone(timezone.utc).replace(tzinfo=None)
