"""Rules about the repository as a whole."""

import doctest
import importlib

import pytest

from . import dependency_rules, file_rules, hook_rules, layer_rules
from .suite import ROOT, Suite, missing_lines

SUITE = Suite(ROOT)
WITH_EXAMPLES = [
    source.shown.removesuffix(".py").replace("/", ".").removeprefix("scripts.")
    for source in SUITE.tools()
    if source.has_examples and "/test_" not in source.shown
]


def none(found):
    assert not found, missing_lines(found)


def test_dependency_directions():
    none(dependency_rules.direction_violations(SUITE))


def test_glue_is_named_after_both_and_installs_itself():
    none(dependency_rules.glue_violations(SUITE))


def test_the_suite_installs_every_addon():
    none(dependency_rules.suite_violations(SUITE))


def test_sizes_of_scripts_and_tests():
    none(layer_rules.size_violations(SUITE, None))


def test_hook_table_equals_the_code():
    none(hook_rules.hook_violations(SUITE))


def test_nothing_of_this_machine_is_committed():
    none(file_rules.machine_violations(SUITE))


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_doctests_of_scripts_and_tests(name):
    module = importlib.import_module(name)
    outcome = doctest.testmod(module, optionflags=doctest.ELLIPSIS)
    assert not outcome.failed, f"see the output above: {name}"
