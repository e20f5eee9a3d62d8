"""What a design costs, step by step.

The calculation follows the method of 计价格〔2002〕10号 (the fee standard for
engineering design, guidance until 2015 and the common reference since):

    fee = base fee x profession x complexity x added coefficient x (1 +- float)

The base fee is read from a table of costs, interpolated linearly between two rows, or
is a price per m² times the area. Several added coefficients are not multiplied: they
combine as *sum - n + 1*. Beyond the last row of its table the standard takes a rate of
the cost (1.6 %), which is less than the last row's own rate; that jump is the
standard's, not a mistake here.

All numbers are exact (``Decimal``); only the fee in the quotation's currency is
rounded, and its stages are split so that they add up to it to the cent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction

HUNDRED = Decimal(100)
ONE = Decimal(1)
CENT = Decimal("0.01")
# A fee is money that somebody types: what is larger than this is a slip of the pen.
LARGEST = Decimal(10) ** 13


class FeeError(ValueError):
    """A number that no fee can be made of.

    :ivar code: which rule it breaks, a key for the sentence that is shown
    :ivar facts: what the sentence names
    """

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True)
class Row:
    """A row of the table, both in its unit (10,000 yuan in the standard)."""

    cost: Decimal
    fee: Decimal


@dataclass(frozen=True)
class Table:
    """The base fees by cost.

    ``rate_below`` and ``rate_above`` are percent of the cost, outside of the rows; 0:
    the table says nothing there. ``unit`` is how much money a 1 of the rows is.
    """

    rows: Sequence[Row]
    rate_below: Decimal = Decimal(0)
    rate_above: Decimal = Decimal(0)
    unit: Decimal = ONE


@dataclass(frozen=True)
class Coefficient:
    """A factor of the fee with the bounds it may take; ``kind`` says what it is for."""

    kind: str
    name: str
    value: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class Step:
    """One line of the calculation: what was done, with what, and the fee after it."""

    kind: str
    result: Decimal
    facts: dict[str, str] = field(default_factory=dict)


def number(value: float | str | Decimal) -> Decimal:
    """Return what was typed as an exact number.

    >>> number(0.1)
    Decimal('0.1')
    >>> number(float("nan"))  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    FeeError: not_a_number
    """
    exact = Decimal(str(value))
    if not exact.is_finite():
        raise FeeError("not_a_number")
    return exact


def show(value: Decimal, digits: int = 4) -> str:
    """Return a number to be read: thousands apart, no zeros behind.

    >>> show(Decimal("1230.50000")), show(Decimal("133.85")), show(Decimal("20000"))
    ('1,230.5', '133.85', '20,000')
    >>> show(Decimal("0.850"))
    '0.85'
    """
    unit = ONE.scaleb(-digits)
    text = f"{value.quantize(unit, ROUND_HALF_UP):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def base_by_cost(cost: Decimal, table: Table) -> Step:
    """Return the base fee for a cost in the table's unit, as money.

    >>> rows = [Row(Decimal(200), Decimal(9)), Row(Decimal(500), Decimal("20.9"))]
    >>> table = Table(rows, Decimal("4.5"), Decimal("1.6"), Decimal(10000))
    >>> base_by_cost(Decimal(500), table).result == 209000
    True
    >>> step = base_by_cost(Decimal(350), table)
    >>> step.kind, step.result == 149500
    ('between', True)
    >>> base_by_cost(Decimal(100), table).result == 45000
    True
    >>> base_by_cost(Decimal(0), table)  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    FeeError: cost_not_positive
    """
    if not 0 < cost <= LARGEST:
        raise FeeError("cost_not_positive" if cost <= 0 else "too_large")
    rows = sorted(table.rows, key=lambda row: row.cost)
    if not rows:
        raise FeeError("no_rows")
    if cost < rows[0].cost:
        return _outside("below", cost, rows[0].cost, table.rate_below, table.unit)
    if cost > rows[-1].cost:
        return _outside("above", cost, rows[-1].cost, table.rate_above, table.unit)
    for low, high in zip(rows, rows[1:], strict=False):
        if low.cost < cost < high.cost:
            return _between(cost, low, high, table.unit)
    fee = next(row.fee for row in rows if row.cost == cost)
    return Step("row", fee * table.unit, {"cost": show(cost), "fee": show(fee)})


def _outside(
    kind: str, cost: Decimal, limit: Decimal, rate: Decimal, unit: Decimal
) -> Step:
    if rate <= 0:
        raise FeeError(f"{kind}_table", cost=show(cost), limit=show(limit))
    fee = cost * rate / HUNDRED
    facts = {"cost": show(cost), "limit": show(limit), "rate": show(rate)}
    return Step(kind, fee * unit, {**facts, "fee": show(fee)})


def _between(cost: Decimal, low: Row, high: Row, unit: Decimal) -> Step:
    fee = low.fee + (high.fee - low.fee) * (cost - low.cost) / (high.cost - low.cost)
    facts = {
        "cost": show(cost),
        "low": show(low.cost),
        "high": show(high.cost),
        "low_fee": show(low.fee),
        "high_fee": show(high.fee),
        "fee": show(fee),
    }
    return Step("between", fee * unit, facts)


def base_by_area(
    area: Decimal, price: Decimal, minimum: Decimal = Decimal(0)
) -> list[Step]:
    """Return the steps from an area and its price per m² to the base fee.

    :param minimum: smaller areas are charged as this one; 0: none is

    >>> [step.kind for step in base_by_area(Decimal(80), Decimal(120), Decimal(100))]
    ['minimum', 'area']
    >>> base_by_area(Decimal("320"), Decimal("150"))[-1].result
    Decimal('48000')
    >>> base_by_area(Decimal(-1), Decimal(150))  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    FeeError: area_not_positive
    """
    if area <= 0:
        raise FeeError("area_not_positive")
    if price <= 0:
        raise FeeError("price_not_positive")
    if max(area, price, area * price) > LARGEST:
        raise FeeError("too_large")
    steps = []
    charged = max(area, minimum)
    if charged != area:
        facts = {"area": show(area), "minimum": show(minimum)}
        steps.append(Step("minimum", charged * price, facts))
    facts = {"area": show(charged), "price": show(price)}
    return [*steps, Step("area", charged * price, facts)]


def check_bounds(coefficient: Coefficient) -> None:
    """Raise when a coefficient is not within its bounds, or nothing to multiply by."""
    value = coefficient.value
    if value > 0 and coefficient.low <= value <= coefficient.high:
        return
    raise FeeError(
        "coefficient_out_of_bounds",
        name=coefficient.name,
        value=show(value),
        low=show(coefficient.low),
        high=show(coefficient.high),
    )


def combine(added: Sequence[Coefficient]) -> Step:
    """Return the one factor that several added coefficients make: sum - n + 1.

    >>> def made(*values):
    ...     rows = [Decimal(v) for v in values]
    ...     return combine([Coefficient("added", "", v, v, v) for v in rows])
    >>> made("1.5").result, made("1.5", "1.3").result, made().result
    (Decimal('1.5'), Decimal('1.8'), Decimal('1'))
    >>> made("1.5", "1.3", "1.1").facts["sum"]
    '1.5 + 1.3 + 1.1 − 3 + 1'
    """
    values = [coefficient.value for coefficient in added]
    factor = sum(values, ONE) - len(values)
    terms = " + ".join(map(show, values))
    if factor <= 0:
        raise FeeError("added_not_positive", factor=show(factor), sum=terms)
    if len(values) > 1:
        terms = f"{terms} − {len(values)} + 1"
    names = ", ".join(coefficient.name for coefficient in added)
    facts = {"names": names, "sum": terms, "factor": show(factor)}
    return Step("added", factor, facts)


def calculate(
    base: Sequence[Step],
    coefficients: Sequence[Coefficient],
    percent: Decimal = Decimal(0),
    limit: Decimal = Decimal(20),
) -> list[Step]:
    """Return all steps: the base, each coefficient, the float; not rounded.

    :param base: from ``base_by_cost`` or ``base_by_area``
    :param percent: the agreed float, -15 for 15 % less
    :param limit: how far the float may go, either way

    >>> half = Coefficient("complexity", "I", Decimal("0.85"), *[Decimal("0.85")] * 2)
    >>> base = [Step("row", Decimal(1000))]
    >>> steps = calculate(base, [half], Decimal(-10))
    >>> [(step.kind, str(step.result)) for step in steps]
    [('row', '1000'), ('complexity', '850.00'), ('float', '765.000')]
    >>> calculate(base, [], Decimal(-21))  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    FeeError: float_out_of_bounds
    """
    for coefficient in coefficients:
        check_bounds(coefficient)
    if abs(percent) > limit or percent <= -HUNDRED:
        raise FeeError("float_out_of_bounds", percent=show(percent), limit=show(limit))
    steps = list(base)
    for kind, factor, facts in _factors(coefficients, percent):
        steps.append(Step(kind, steps[-1].result * factor, facts))
    return steps


def _factors(
    coefficients: Sequence[Coefficient], percent: Decimal
) -> Iterator[tuple[str, Decimal, dict[str, str]]]:
    """Yield what the base fee is multiplied by, in order, with what is told of it."""
    for one in coefficients:
        if one.kind != "added":
            yield one.kind, one.value, {"name": one.name, "factor": show(one.value)}
    if added := [one for one in coefficients if one.kind == "added"]:
        together = combine(added)
        yield "added", together.result, together.facts
    if percent:
        sign = "+" if percent > 0 else "−"
        facts = {"sign": sign, "percent": show(abs(percent))}
        yield "float", ONE + percent / HUNDRED, facts


def round_fee(fee: Decimal, unit: Decimal) -> Decimal:
    """Return the fee in whole ``unit``, halves up.

    >>> round_fee(Decimal("1338500.005"), Decimal("0.01"))
    Decimal('1338500.01')
    """
    return (fee / unit).to_integral_value(ROUND_HALF_UP) * unit


def split(fee: Decimal, percents: Sequence[Decimal], unit: Decimal) -> list[Decimal]:
    """Split a fee by its stages; the parts add up to it exactly.

    Each part is cut down to whole units, and the units left go one each to the parts
    that lost most, the later one of equals.

    :param fee: in whole ``unit``, see ``round_fee``
    :param percents: none negative, together 100
    :param unit: the smallest coin of the currency

    >>> cent = Decimal("0.01")
    >>> [str(part) for part in split(Decimal("0.05"), [Decimal(50)] * 2, cent)]
    ['0.02', '0.03']
    >>> split(cent, [Decimal(10)], cent)  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    FeeError: split_not_whole
    """
    whole = sum(percents, Decimal(0))
    if whole != HUNDRED or any(percent < 0 for percent in percents):
        raise FeeError("split_not_whole", percent=show(whole))
    units = int((fee / unit).to_integral_value(ROUND_FLOOR))
    exact = [Fraction(percent) * units / 100 for percent in percents]
    parts = [int(share) for share in exact]
    lost = sorted(range(len(parts)), key=lambda i: (exact[i] - parts[i], i))
    for index in lost[::-1][: units - sum(parts)]:
        parts[index] += 1
    return [part * unit for part in parts]
