"""Bank statements: matched samples with noise, and rules on any input (no database)."""

import types
from datetime import date
from decimal import Decimal

import pytest
from finance_tools import (
    bank_claim,
    bank_layout,
    bank_match,
    bank_payer,
    bank_read,
    bank_sums,
    bank_values,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from pipeline_tools import company_name

from tests.bench.statement_matching import match
from tests.bench.statement_sample import make_sample

TOOLS = types.SimpleNamespace(
    Claim=bank_claim.Claim,
    Customer=bank_payer.Customer,
    Matcher=bank_match.Matcher,
    PayerName=bank_payer.PayerName,
    Receipt=bank_claim.Receipt,
    Remembered=bank_payer.Remembered,
    full_name=bank_payer.full_name,
)
DAY = date(2026, 11, 27)
AMOUNTS = st.integers(1, 30)
CLAIMS = st.lists(
    st.tuples(AMOUNTS, st.integers(1, 3), st.booleans()), min_size=1, max_size=8
)


@pytest.mark.parametrize("seed", [11, 12, 13])
def test_of_a_noisy_sample_95_of_100_are_right_and_nothing_ready_is_wrong(seed):
    sample = make_sample(seed, receipts=1200, claims=2400)
    found = match(sample, TOOLS, company_name)["counts"].values()
    total = sum(count["n"] for count in found)
    assert sum(count["wrong_ready"] for count in found) == 0
    assert sum(count["right"] for count in found) >= 0.95 * total
    assert sum(count["ready"] for count in found) >= 0.35 * total


def _name(number):
    return bank_payer.PayerName(f"公司{number}", f"公司{number}", f"公司{number}")


def _matcher(claims):
    return bank_match.Matcher(
        [
            bank_claim.Claim(key, customer, cents, DAY, customer, (), is_due)
            for key, (cents, customer, is_due) in enumerate(claims)
        ],
        [bank_payer.Customer(number, number, _name(number)) for number in (1, 2, 3)],
        fee_limit=2,
    )


@given(CLAIMS, st.lists(st.tuples(AMOUNTS, st.integers(1, 3)), max_size=6))
@settings(max_examples=150, deadline=None)
def test_no_proposal_pays_more_than_is_open_or_than_came_in(claims, money):
    matcher = _matcher(claims)
    receipts = [
        bank_claim.Receipt(key, DAY, cents, _name(customer))
        for key, (cents, customer) in enumerate(money)
    ]
    surely = dict.fromkeys(range(len(claims)), 0)
    for key, outcome in matcher.match_all(receipts).items():
        for proposal in outcome.proposals:
            assert proposal.paid + proposal.rest == money[key][0]
            assert len(dict(proposal.parts)) == len(proposal.parts)
            for claim, cents in proposal.parts:
                assert 0 < cents <= claims[claim][0]
        if outcome.state == bank_claim.READY:
            for claim, cents in outcome.proposals[0].parts:
                surely[claim] += cents
    assert all(surely[key] <= claims[key][0] for key in surely)


@given(CLAIMS, AMOUNTS, st.integers(1, 3))
@settings(max_examples=150, deadline=None)
def test_ready_is_all_of_the_claim_of_the_payer_and_has_no_equal(claims, cents, payer):
    receipt = bank_claim.Receipt(0, DAY, cents, _name(payer))
    outcome = _matcher(claims).match(receipt)
    if outcome.state == bank_claim.READY:
        best = outcome.proposals[0]
        assert best.customer == payer
        assert all(part == claims[key][0] for key, part in best.parts)
        if len(best.parts) == 1:
            equal = [c for c in claims if c[0] == cents and c[1] == payer]
            assert len(equal) == 1


def test_what_a_company_pays_for_its_group_together_is_never_ready():
    """The sister's two and one of its own three made the sum of a part payment."""
    sisters = [bank_payer.Customer(number, 1, _name(number)) for number in (1, 2)]
    amounts = [(240, 1), (60, 1), (120, 1), (16, 2), (32, 2)]
    claims = [
        bank_claim.Claim(key, customer, cents, DAY)
        for key, (cents, customer) in enumerate(amounts)
    ]
    found = bank_match.Matcher(claims, sisters).match(
        bank_claim.Receipt(0, DAY, 168, _name(1))
    )
    assert found.proposals[0].kind == bank_claim.SUM
    assert found.state == bank_claim.CHOOSE


@given(st.lists(AMOUNTS, max_size=10), st.integers(1, 60))
def test_sums_add_up(amounts, target):
    for places in bank_sums.find_sums(amounts, target):
        assert len(set(places)) == len(places) > 1
        assert sum(amounts[place] for place in places) == target


@given(st.decimals(-(10**9), 10**9, places=2, allow_nan=False))
def test_an_amount_is_read_however_it_is_written(amount):
    ways = (f"{amount:,.2f}", f"{amount:.2f}", f"¥ {amount:,.2f}", f"{amount:.2f}元")
    assert {bank_values.read_amount(way) for way in ways} == {amount}


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)))
def test_a_day_is_read_however_it_is_written(day):
    ways = (
        "%Y%m%d",
        "%Y-%m-%d",
        "%Y/%m/%d",
        "%Y年%m月%d日",
        "%Y%m%d120000",
        "%Y.%m.%d",
    )
    assert {bank_values.read_day(day.strftime(way)) for way in ways} == {day}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["20261101", "20261102", "", "合计", "x"]),
            st.sampled_from(["1.00", "-2", "", "x", "0"]),
            st.sampled_from(["甲", "乙", ""]),
        ),
        max_size=12,
    )
)
def test_every_line_is_a_movement_or_has_a_reason_and_keys_are_unique(cells):
    layout = bank_layout.Layout(
        1,
        "x",
        bank_layout.SIGNED,
        {"day": (("日期",),), "amount": (("金额",),), "payer": (("户名",),)},
    )
    fit = bank_layout.fit(layout, ["日期", "金额", "户名"])
    rows = [(number, row) for number, row in enumerate(cells, 2)]
    movements, left_out = bank_read.read_movements(rows, fit, "CNY")
    lines = [item.line for item in (*movements, *left_out)]
    assert sorted(lines) == [number for number, _row in rows]
    assert all(item.code for item in left_out)
    assert len({item.key for item in movements}) == len(movements)
    again, _left = bank_read.read_movements(rows, fit, "CNY")
    assert again == movements


def test_more_of_the_same_period_keeps_the_keys():
    layout = bank_layout.Layout(
        1, "x", bank_layout.SIGNED, {"day": (("日",),), "amount": (("额",),)}
    )
    fit = bank_layout.fit(layout, ["日", "额"])
    rows = [(2, ("20261101", "5")), (3, ("20261101", "5"))]
    first, _left = bank_read.read_movements(rows[:1], fit, "CNY")
    both, _left = bank_read.read_movements(rows, fit, "CNY")
    assert both[0].key == first[0].key
    assert both[1].key != first[0].key
    assert both[0].amount == Decimal(5)
