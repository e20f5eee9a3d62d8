"""A pytest plugin: what depends on a set of fields is merged once, not at each write.

Odoo merges the trigger trees of all written fields at each create and write, before it
leaves out what has no data: a tenth of the processor's time of a test that makes an
order, a contract or an invoice. The same sets of fields come again and again.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest


def pruned(tree, select: Callable):
    """Return the tree with the selected fields only, without its empty branches.

    This is what ``TriggerTree.merge(trees, select)`` returns for trees whose merge
    without a selection is ``tree``.
    """
    result = type(tree)([field for field in tree.root if select(field)])
    for label, subtree in tree.items():
        branch = pruned(subtree, select)
        if branch:
            result[label] = branch
    return result


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    """Keep merged trees beside those of the fields, which Odoo forgets in time."""
    from odoo.orm.registry import Registry, TriggerTree

    def get_trigger_tree(self, fields, select=bool):
        known = self._field_trigger_trees
        key = tuple(fields)
        if key not in known:
            trees = [
                self.get_field_trigger_tree(field)
                for field in key
                if field in self._field_triggers
            ]
            known[key] = TriggerTree.merge(trees, lambda _field: True)
        return pruned(known[key], select)

    Registry.get_trigger_tree = get_trigger_tree
