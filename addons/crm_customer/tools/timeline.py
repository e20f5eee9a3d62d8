"""The timeline of a customer: what a source declares, and how its pages follow.

Lines are ordered by moment (latest first), then by the source's key, then by id
(highest first). A page is asked for by the last line of the page before it, so a line
that comes in between moves nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

#: A fact that has a day and no hour stands at noon UTC: the same day from UTC-12 to
#: UTC+11.
DAY_HOUR = timedelta(hours=12)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of line, as people filter by it."""

    label: str
    icon: str
    sequence: int = 50


@dataclass(frozen=True, kw_only=True)
class Source:
    """Rows of one model that are lines of a timeline; names are fields of the model.

    :param key: identity of the source, e.g. ``lead.created``
    :param kind: code of the ``Kind``
    :param label: what happened, as people read it; "" where ``state`` says it
    :param moment: when; a stored Date or Datetime
    :param customer: many2one to the customer; "" with ``scope``
    :param scope: ids of the customer and his contacts -> ``Domain``; slower than
        ``customer``, for models that know their customers in a roundabout way
    :param domain: which rows
    :param currency: many2one to the amount's currency, or to the company that has it
    :param document: many2one (or reference id) to the document that the line opens
        and without which nobody may read it; "" for the row itself
    :param document_model: model of that document
    """

    key: str
    kind: str
    label: str
    model: str
    moment: str
    customer: str = "partner_id"
    scope: Callable[[list[int]], Any] | None = None
    domain: Any = ()
    title: str = ""
    text: str = ""
    user: str = ""
    amount: str = ""
    currency: str = "currency_id"
    state: str = ""
    document: str = ""
    document_model: str = ""


@dataclass(frozen=True, kw_only=True)
class MessageSource:
    """The mails and messages on the documents of one model."""

    key: str
    model: str
    customer: str = "partner_id"
    kind: str = "mail"
    label: str = ""
    state: str = ""
    domain: Any = ()


@dataclass(frozen=True)
class Figure:
    """A number of a customer's header, and the records it is made of."""

    key: str
    label: str
    value: str
    model: str
    domain: Any
    detail: str = ""
    is_alarming: bool = False


@dataclass(frozen=True)
class Link:
    """A page of the portal that a colleague may send to the customer.

    :param label: what it is, as the customer knows it, e.g. a quotation's number
    :param url: its whole address, with the token that lets the customer in
    """

    label: str
    url: str
    detail: str = ""


@dataclass(frozen=True)
class Cursor:
    """The last line of a page.

    >>> cursor = Cursor(datetime(2026, 5, 4, 8, 30), "lead.created", 7)
    >>> cursor.encode()
    '2026-05-04T08:30:00|lead.created|7'
    >>> Cursor.decode(cursor.encode()) == cursor
    True
    """

    moment: datetime
    source: str
    row_id: int

    def encode(self) -> str:
        """Return the cursor as text."""
        return f"{self.moment.isoformat()}|{self.source}|{self.row_id}"

    @classmethod
    def decode(cls, text: str) -> Cursor:
        """Return the cursor that ``text`` says.

        :raise ValueError: it is none

        >>> Cursor.decode("yesterday")
        Traceback (most recent call last):
        ...
        ValueError: not a place in a timeline: 'yesterday'
        """
        try:
            moment, source, row_id = text.split("|")
            return cls(datetime.fromisoformat(moment), source, int(row_id))
        except (AttributeError, ValueError):
            raise ValueError(f"not a place in a timeline: {text!r}") from None

    def relation(self, source: str) -> str:
        """Say which rows of ``source`` come after this line.

        ``until``: those of the same moment too; ``before``: earlier ones alone;
        ``pair``: of the same moment those with a lower id.

        >>> cursor = Cursor(datetime(2026, 5, 4), "mail", 7)
        >>> [cursor.relation(key) for key in ("lead", "mail", "order")]
        ['before', 'pair', 'until']
        """
        if source == self.source:
            return "pair"
        return "until" if source > self.source else "before"

    def last_day(self, source: str) -> date:
        """Return the last day whose rows of a dated ``source`` may come after this.

        >>> noon = Cursor(datetime(2026, 5, 4, 12), "mail", 7)
        >>> noon.last_day("order").day, noon.last_day("lead").day
        (4, 3)
        >>> Cursor(datetime(2026, 5, 4, 8), "mail", 7).last_day("order").day
        3
        """
        moment = self.moment - DAY_HOUR
        if self.relation(source) == "before":
            moment -= timedelta(microseconds=1)
        return moment.date()
