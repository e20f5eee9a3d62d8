"""The state of an instalment, from what triggered it, invoices and receipts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

#: The rule below as an SQL expression over rows with the columns of ``Instalment``:
#: what passed its day is marked in one statement for all instalments at once.
STATE_CASE = """
    CASE WHEN received >= amount AND amount > 0 THEN 'paid'
         WHEN invoiced <= 0 AND received <= 0 AND (is_void OR amount = 0) THEN 'void'
         WHEN invoiced <= 0 AND received <= 0 AND is_suspended THEN 'suspended'
         WHEN is_triggered AND due_date < %(today)s THEN 'overdue'
         WHEN received > 0 THEN 'partly_paid'
         WHEN invoiced > 0 THEN 'invoiced'
         WHEN is_triggered THEN 'due'
         ELSE 'waiting' END
"""


@dataclass(frozen=True)
class Instalment:
    """What the state of an instalment depends on; money in whole cents."""

    amount: int
    invoiced: int = 0
    received: int = 0
    is_triggered: bool = False
    due_date: date | None = None
    is_void: bool = False
    is_suspended: bool = False


def instalment_state(item: Instalment, today: date) -> str:
    """Return waiting, due, invoiced, partly_paid, paid, overdue, suspended or void.

    Money counts first: what was received in full is paid, whatever else happened.
    An instalment is overdue from the day after its due date on. What is invoiced
    stays claimed when the contract is suspended or terminated, until it is credited.

    >>> today = date(2026, 5, 10)
    >>> instalment_state(Instalment(100), today)
    'waiting'
    >>> due = dict(amount=100, is_triggered=True, due_date=date(2026, 5, 10))
    >>> instalment_state(Instalment(**due), today)
    'due'
    >>> instalment_state(Instalment(**due, invoiced=100), today)
    'invoiced'
    >>> instalment_state(Instalment(**due, invoiced=100, received=40), today)
    'partly_paid'
    >>> instalment_state(Instalment(**due, received=40), date(2026, 5, 11))
    'overdue'
    >>> instalment_state(Instalment(**due, received=100), date(2026, 6, 1))
    'paid'
    >>> instalment_state(Instalment(100, is_void=True), today)
    'void'
    >>> instalment_state(Instalment(**due, invoiced=100, is_void=True), today)
    'invoiced'
    >>> instalment_state(Instalment(**due, is_suspended=True), date(2026, 6, 1))
    'suspended'
    """
    if item.received >= item.amount > 0:
        return "paid"
    if standing := _standing_still(item):
        return standing
    if item.is_triggered and item.due_date and item.due_date < today:
        return "overdue"
    if item.received > 0:
        return "partly_paid"
    if item.invoiced > 0:
        return "invoiced"
    return "due" if item.is_triggered else "waiting"


def _standing_still(item: Instalment) -> str | None:
    """Return void or suspended where nothing of it is claimed or received yet.

    >>> _standing_still(Instalment(0))
    'void'
    """
    if item.invoiced > 0 or item.received > 0:
        return None
    if item.is_void or not item.amount:
        return "void"
    return "suspended" if item.is_suspended else None
