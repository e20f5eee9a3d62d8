"""The rules of design fees on any costs, coefficients and splits (no database)."""

from decimal import Decimal

import pytest
from contract_tools import design_fee
from contract_tools.design_fee import Coefficient, FeeError, Row, Step, Table
from hypothesis import given
from hypothesis import strategies as st

CENT = Decimal("0.01")
MONEY = st.decimals("0.01", "1000000", places=2)
ROWS = st.dictionaries(MONEY, MONEY, min_size=1, max_size=8).map(
    lambda found: [
        Row(cost, fee)
        for cost, fee in zip(sorted(found), sorted(found.values()), strict=True)
    ]
)
FACTORS = st.lists(st.decimals("0.5", "3", places=3), max_size=6)
PERCENTS = st.lists(st.integers(1, 10_000), min_size=1, max_size=8).map(
    lambda cuts: as_percents(cuts)
)


def as_percents(weights):
    """Return percentages of three decimals that add up to 100."""
    whole = sum(weights)
    parts = [Decimal(w * 100_000 // whole) / 1000 for w in weights]
    return [*parts[:-1], 100 - sum(parts[:-1])]


def added(values):
    return [Coefficient("added", "x", value, value, value) for value in values]


@given(ROWS, st.data())
def test_between_two_rows_the_base_fee_is_between_theirs(rows, data):
    table = Table(rows)
    lowest, highest = rows[0].cost, rows[-1].cost
    costs = st.decimals(lowest, highest, places=2)
    one, other = sorted([data.draw(costs), data.draw(costs)])
    fees = [design_fee.base_by_cost(cost, table).result for cost in (one, other)]
    assert rows[0].fee <= fees[0] <= fees[1] <= rows[-1].fee


@given(ROWS)
def test_each_row_says_its_own_fee(rows):
    for row in rows:
        assert design_fee.base_by_cost(row.cost, Table(rows)).result == row.fee


@given(ROWS, MONEY)
def test_outside_of_the_rows_the_rates_hold_or_nothing_does(rows, beyond):
    above = rows[-1].cost + beyond
    with pytest.raises(FeeError, match="above_table"):
        design_fee.base_by_cost(above, Table(rows))
    rated = Table(rows, rate_above=Decimal("1.6"))
    fee = design_fee.base_by_cost(above, rated).result
    assert fee == above * Decimal("0.016")


@given(st.decimals("-1000", "0"), ROWS)
def test_no_fee_is_made_of_nothing(cost, rows):
    with pytest.raises(FeeError, match="cost_not_positive"):
        design_fee.base_by_cost(cost, Table(rows))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "-Infinity"])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(FeeError, match="not_a_number"):
        design_fee.number(value)


@given(FACTORS)
def test_added_coefficients_combine_as_sum_minus_n_plus_1(values):
    factor = sum(values) - len(values) + 1
    if factor <= 0:
        with pytest.raises(FeeError, match="added_not_positive"):
            design_fee.combine(added(values))
    else:
        assert design_fee.combine(added(values)).result == factor


@given(MONEY, FACTORS, st.decimals("-20", "20", places=2), st.randoms())
def test_the_order_of_the_coefficients_does_not_matter(fee, values, percent, chance):
    rows = added([max(value, Decimal(1)) for value in values])
    base = [Step("row", fee)]
    ordered = design_fee.calculate(base, rows, percent)[-1].result
    chance.shuffle(rows)
    assert design_fee.calculate(base, rows, percent)[-1].result == ordered


@given(MONEY, st.decimals("-99", "99", places=2))
def test_the_float_stays_within_its_limit(fee, percent):
    base = [Step("row", fee)]
    if abs(percent) > 20:
        with pytest.raises(FeeError, match="float_out_of_bounds"):
            design_fee.calculate(base, [], percent)
    else:
        reckoned = design_fee.calculate(base, [], percent)[-1].result
        assert fee * Decimal("0.8") <= reckoned <= fee * Decimal("1.2")


@given(st.decimals("0.1", "3", places=2))
def test_a_coefficient_stays_within_its_bounds(value):
    free = Coefficient("added", "x", value, Decimal("1.1"), Decimal("1.4"))
    if Decimal("1.1") <= value <= Decimal("1.4"):
        design_fee.check_bounds(free)
    else:
        with pytest.raises(FeeError, match="coefficient_out_of_bounds"):
            design_fee.check_bounds(free)


@given(MONEY, PERCENTS, st.sampled_from([CENT, Decimal(1), Decimal("0.05")]))
def test_the_stages_add_up_to_the_fee(fee, percents, unit):
    fee = design_fee.round_fee(fee, unit)
    parts = design_fee.split(fee, percents, unit)
    assert sum(parts) == fee
    for part, percent in zip(parts, percents, strict=True):
        assert abs(part - fee * percent / 100) < unit
        assert part == design_fee.round_fee(part, unit) >= 0


@given(MONEY, st.lists(st.integers(1, 90), min_size=1, max_size=5))
def test_stages_that_are_not_the_whole_are_refused(fee, percents):
    if sum(percents) != 100:
        with pytest.raises(FeeError, match="split_not_whole"):
            design_fee.split(fee, list(map(Decimal, percents)), CENT)


@given(MONEY, MONEY, MONEY)
def test_an_area_is_charged_at_least_as_the_smallest(area, price, minimum):
    steps = design_fee.base_by_area(area, price, minimum)
    assert steps[-1].result == max(area, minimum) * price
    assert (steps[0].kind == "minimum") == (area < minimum)


def test_the_standard_s_own_example():
    """40 million yuan, complex, two added coefficients, 10 % less."""
    rows = [Row(Decimal(3000), Decimal("103.8")), Row(Decimal(5000), Decimal("163.9"))]
    base = design_fee.base_by_cost(Decimal(4000), Table(rows, unit=Decimal(10_000)))
    assert base.result == Decimal("1338500")
    coefficients = [
        Coefficient("profession", "", *[Decimal("1.1")] * 3),
        Coefficient("complexity", "", *[Decimal("1.15")] * 3),
        *added([Decimal("1.5"), Decimal("1.3")]),
    ]
    steps = design_fee.calculate([base], coefficients, Decimal(-10))
    # 1,338,500 x 1.1 x 1.15 x (1.5 + 1.3 - 2 + 1) x 0.9
    assert steps[-1].result == Decimal("2742988.05")
