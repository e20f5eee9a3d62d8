"""The merged trees that tests keep are those that Odoo would merge anew."""

from __future__ import annotations

import random

import pytest
from testing.quick_triggers import pruned


def some_tree(kind: type, chance: random.Random, depth: int = 3):
    """Return a tree of numbers for fields, of letters for the fields between."""
    tree = kind([chance.randrange(20) for _each in range(chance.randrange(4))])
    for label in chance.sample("abcdef", chance.randrange(4) if depth else 0):
        tree[label] = some_tree(kind, chance, depth - 1)
    return tree


def is_odd(field: int) -> bool:
    """Stand for 'has data in the cache'."""
    return field % 2 == 1


# Odoo imports crypt by way of passlib.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_pruned_is_merged_with_the_same_selection():
    from odoo.orm.registry import TriggerTree

    chance = random.Random(19)
    for _each in range(300):
        trees = [some_tree(TriggerTree, chance) for _tree in range(chance.randrange(6))]
        wanted = TriggerTree.merge(trees, is_odd)
        found = pruned(TriggerTree.merge(trees, lambda _field: True), is_odd)
        assert (repr(found), bool(found)) == (repr(wanted), bool(wanted))
