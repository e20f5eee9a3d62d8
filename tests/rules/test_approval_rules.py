"""The rules of approvals on any steps and decisions (no database)."""

import json

from approval_tools import content, progress
from hypothesis import given
from hypothesis import strategies as st

PEOPLE = st.integers(1, 5)
STEPS = st.lists(
    st.tuples(
        st.sampled_from([progress.ANY, progress.ALL]),
        st.frozensets(PEOPLE, min_size=1),
    ),
    min_size=1,
    max_size=4,
).map(lambda rows: [progress.Step(n, *row) for n, row in enumerate(rows, 1)])
WORDS = st.sampled_from([progress.APPROVE, progress.APPROVE, progress.REFUSE])
ATTEMPTS = st.lists(st.tuples(PEOPLE, WORDS), max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=12,
)


def decide(steps, attempts):
    """Return the ledger: each attempt counts where the engine would let it."""
    ledger = []
    for user, word in attempts:
        now = progress.replay(steps, ledger)
        if now.state == "pending" and user in now.awaited:
            ledger.append(progress.Decision(now.step, user, word))
    return ledger


@given(STEPS, ATTEMPTS)
def test_it_is_granted_only_when_every_step_is_satisfied(steps, attempts):
    ledger = decide(steps, attempts)
    granted = progress.replay(steps, ledger).state == "approved"
    for step in steps:
        yes = {d.user for d in ledger if d.step == step.key and d.decision == "approve"}
        enough = step.approvers <= yes if step.rule == "all" else bool(yes)
        assert enough or not granted
    refused = any(row.decision == progress.REFUSE for row in ledger)
    assert not (granted and refused)


@given(STEPS, st.lists(st.tuples(PEOPLE, st.booleans()), max_size=30), st.data())
def test_a_step_returned_to_is_decided_anew(steps, attempts, data):
    ledger, valid = [], {}
    for user, returns in attempts:
        now = progress.replay(steps, ledger)
        if now.state != "pending" or user not in now.awaited:
            continue
        target = None
        if returns and now.step > 1:
            target = data.draw(st.integers(1, now.step - 1))
            valid = {step: who for step, who in valid.items() if step < target}
            ledger.append(progress.Decision(now.step, user, progress.RETURN, target))
        else:
            valid.setdefault(now.step, set()).add(user)
            ledger.append(progress.Decision(now.step, user, progress.APPROVE))
    if progress.replay(steps, ledger).state == "approved":
        for step in steps:
            assert valid[step.key] >= (step.approvers if step.rule == "all" else set())


@given(STEPS, ATTEMPTS)
def test_rows_that_could_not_be_written_change_nothing(steps, attempts):
    forged = [progress.Decision(9, user, word) for user, word in attempts]
    forged += [progress.Decision(1, 99, word) for _user, word in attempts]
    before = progress.replay(steps, [])
    assert progress.replay(steps, forged) == before


@given(STEPS, ATTEMPTS)
def test_one_refusal_ends_it(steps, attempts):
    ledger = decide(steps, attempts)
    words = [row.decision for row in ledger]
    assert progress.REFUSE not in words[:-1]
    if progress.REFUSE in words:
        assert progress.replay(steps, ledger).state == "refused"


@given(STEPS, ATTEMPTS)
def test_steps_open_one_after_the_other_and_wait_for_their_own_people(steps, attempts):
    ledger = decide(steps, attempts)
    keys = [row.step for row in ledger]
    assert keys == sorted(keys)
    now = progress.replay(steps, ledger)
    if now.state == "pending":
        (step,) = (step for step in steps if step.key == now.step)
        assert len(now.awaited) > 0
        assert now.awaited <= step.approvers
        assert not now.awaited & {row.user for row in ledger if row.step == now.step}
    else:
        assert not now.awaited


@given(STEPS, ATTEMPTS)
def test_the_ledger_replays_to_the_same_state(steps, attempts):
    ledger = decide(steps, attempts)
    assert progress.replay(steps, ledger) == progress.replay(steps, list(ledger))


@given(STEPS, ATTEMPTS)
def test_decisions_of_strangers_count_nothing(steps, attempts):
    stranger = progress.Decision(steps[0].key, 99, progress.APPROVE)
    ledger = decide(steps, attempts)
    assert progress.replay(steps, [stranger, *ledger]) == progress.replay(steps, ledger)


@given(JSON)
def test_the_digest_survives_storing_and_the_order_of_keys(value):
    stored = json.loads(json.dumps(value))
    assert content.digest(stored) == content.digest(value)
    if isinstance(value, dict):
        assert content.digest(dict(reversed(value.items()))) == content.digest(value)


@given(JSON, JSON)
def test_changes_are_named_exactly_when_the_digest_differs(old, new):
    differs = content.digest(old) != content.digest(new)
    assert bool(list(content.changes(old, new))) == differs


@given(JSON)
def test_nothing_changed_names_nothing(value):
    assert not list(content.changes(value, json.loads(json.dumps(value))))
