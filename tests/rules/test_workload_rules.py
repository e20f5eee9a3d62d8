"""Workload and shared-out hours on any work, spans and calendars (no database)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from projects_tools import hours, workload
from projects_tools.assignment import share_out

FIRST = date(2026, 1, 1)
LAST = FIRST + timedelta(days=400)
DAYS = st.integers(0, 400).map(lambda number: FIRST + timedelta(days=number))
HOURS = st.floats(0, 5000)
WORK = st.builds(workload.Work, HOURS, DAYS, DAYS)
# Which of the days are worked, by their number; any pattern of weeks and leave.
WORKED = st.sets(st.integers(0, 400))


def as_days(worked):
    return workload.Days(FIRST, LAST, lambda day: (day - FIRST).days in worked)


@given(WORK, WORKED)
def test_no_hour_is_lost_or_made(work, worked):
    parts = workload.spread(work, as_days(worked))
    assert sum(parts.values()) == pytest.approx(work.hours)
    assert all(part >= 0 for part in parts.values())


@given(WORK, WORKED)
def test_work_lies_between_its_days_alone(work, worked):
    parts = workload.spread(work, as_days(worked))
    first = workload.monday(work.start)
    last = max(first, workload.monday(work.end))
    assert all(first <= week <= last and week.weekday() == 0 for week in parts)


@given(st.lists(WORK, max_size=8), WORKED)
def test_a_persons_weeks_add_up_to_his_work(works, worked):
    parts = workload.add_up(works, as_days(worked))
    assert sum(parts.values()) == pytest.approx(sum(work.hours for work in works))


@given(HOURS, st.floats(0, 60))
def test_a_week_is_called_too_full_when_it_is(load, capacity):
    name, percent = workload.level(load, capacity)
    if round(capacity, 1) > 0:
        assert (name == "over") == (percent > 100)


TYPED = st.one_of(st.just(0.0), st.floats(0.1, 500).map(lambda each: round(each, 2)))
PARTS = st.lists(st.tuples(TYPED, st.floats(0, 100)), min_size=1, max_size=9)


@given(st.floats(0, 20_000).map(lambda each: round(each, 2)), PARTS)
def test_hours_that_are_shared_out_add_up(total, parts):
    rows = [(key, typed, share) for key, (typed, share) in enumerate(parts)]
    shared = hours.share_out_hours(total, rows)
    typed = {key: each for key, each, _share in rows if each}
    assert all(shared[key] == each for key, each in typed.items())
    assert all(each >= 0 for each in shared.values())
    if len(typed) < len(rows):
        expected = max(total, sum(typed.values()))
        assert sum(shared.values()) == pytest.approx(expected, abs=0.01)


LINES = st.lists(st.floats(0, 24).map(lambda each: round(each, 2)), max_size=5)


@given(LINES, st.floats(0, 24).map(lambda each: round(each, 2)))
def test_the_lines_of_a_day_add_up_to_what_is_typed(lines, total):
    rows = list(enumerate(lines))
    changes, added = hours.change_total(rows, total)
    result = sum(changes.get(key, each) for key, each in rows) + added
    assert result == pytest.approx(total, abs=0.011)
    assert all(each >= 0 for each in changes.values())


@given(st.lists(st.floats(0.1, 50), max_size=20), st.integers(1, 5))
def test_nobody_gets_more_than_one_piece_before_the_others(sizes, count):
    people = list(range(count))
    given_out = share_out([(key, size, people) for key, size in enumerate(sizes)], {})
    load = [
        sum(size for key, size in enumerate(sizes) if given_out[key] == person)
        for person in people
    ]
    assert max(load) - min(load) <= max(sizes, default=0) + 1e-6
