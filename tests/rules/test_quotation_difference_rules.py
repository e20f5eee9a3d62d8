"""The difference of two revisions on any lines and texts (no database)."""

from contract_tools import quotation_difference as rules
from hypothesis import given
from hypothesis import strategies as st

NAMES = ("name", "quantity", "price")
LINES = st.lists(
    st.fixed_dictionaries(
        {
            "product": st.integers(0, 3),
            "name": st.sampled_from(["", "Concept", "Drawings", "Site"]),
            "quantity": st.integers(0, 3),
            "price": st.integers(0, 3),
        }
    ),
    max_size=8,
)
TEXT = st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=8).map("\n".join)


@given(LINES)
def test_the_same_lines_differ_in_nothing(lines):
    assert not rules.changed_lines(lines, list(lines), NAMES)


@given(LINES, LINES)
def test_each_line_is_told_at_most_once_and_none_is_lost(old, new):
    found = rules.changed_lines(old, new, NAMES)
    kinds = [change.kind for change in found]
    assert len(new) - len(old) == kinds.count(rules.ADDED) - kinds.count(rules.REMOVED)
    assert len({id(change.new) for change in found if change.new}) <= len(new)
    for change in found:
        assert (change.old is None) == (change.kind == rules.ADDED)
        assert (change.new is None) == (change.kind == rules.REMOVED)
        assert bool(change.changes) == (change.kind == rules.CHANGED)


@given(LINES, LINES)
def test_the_way_back_tells_the_opposite(old, new):
    there = [change.kind for change in rules.changed_lines(old, new, NAMES)]
    back = [change.kind for change in rules.changed_lines(new, old, NAMES)]
    assert there.count(rules.ADDED) == back.count(rules.REMOVED)
    assert there.count(rules.REMOVED) == back.count(rules.ADDED)


@given(LINES, st.randoms())
def test_only_what_is_new_is_new_after_lines_move(lines, chance):
    moved = list(lines)
    chance.shuffle(moved)
    kinds = {change.kind for change in rules.changed_lines(lines, moved, NAMES)}
    assert kinds <= {rules.CHANGED}


@given(TEXT, TEXT)
def test_the_new_text_is_made_of_the_old_and_its_changes(old, new):
    found = list(rules.changed_text(old, new))
    before, after = (
        sorted(row for row in text.split("\n") if row) for text in (old, new)
    )
    for kind, row in found:
        if kind == rules.REMOVED:
            before.remove(row)
    before += [row for kind, row in found if kind == rules.ADDED]
    assert sorted(before) == after
