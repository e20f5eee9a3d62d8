"""The addons keep the architecture. Each failure says what to do."""

import pytest

from . import addon_rules, dependency_rules, doctests, layer_rules, translation_rules
from .suite import ROOT, Suite, missing_lines

SUITE = Suite(ROOT)
TOOLS = [
    (addon, source)
    for addon in SUITE.addons
    for source in addon.layer("tools")
    if source.has_examples
]
each_addon = pytest.mark.parametrize("addon", SUITE.addons, ids=lambda a: a.name)
each_tool = pytest.mark.parametrize(
    ("addon", "source"), TOOLS, ids=[source.shown for _addon, source in TOOLS]
)


def none(found):
    assert not found, missing_lines(found)


def test_there_are_addons_to_check():
    assert SUITE.addons


@each_addon
def test_every_addon_used_is_declared(addon):
    none(dependency_rules.undeclared_violations(addon))


@each_addon
def test_models_of_ours_are_named_by_dependents_only(addon):
    none(dependency_rules.unknown_model_violations(SUITE, addon))


@each_addon
def test_http_is_in_clients_only(addon):
    none(layer_rules.http_violations(addon))


@each_addon
def test_pure_layers_import_no_odoo(addon):
    none(layer_rules.purity_violations(addon))


@each_addon
def test_pure_layers_are_typed_and_shown_by_example(addon):
    none(layer_rules.typing_violations(addon))


@each_addon
def test_sizes(addon):
    none(layer_rules.size_violations(SUITE, addon))


@each_addon
def test_one_model_a_file(addon):
    none(layer_rules.one_model_violations(addon))


@each_addon
def test_elevated_rights_are_named_so(addon):
    none(layer_rules.sudo_violations(addon))


@each_addon
def test_nothing_commits(addon):
    none(layer_rules.commit_violations(addon))


@each_addon
def test_manifest(addon):
    none(addon_rules.manifest_violations(addon))


@each_addon
def test_manifest_loads_every_data_file(addon):
    none(addon_rules.data_file_violations(addon))


@each_addon
def test_every_addon_has_its_parts(addon):
    none(addon_rules.part_violations(addon))


@each_addon
def test_every_model_has_access_rows_and_company_rules(addon):
    none(addon_rules.access_violations(addon))


@each_addon
def test_libraries_and_oca_addons_are_pinned(addon):
    from pin_requirements import BROUGHT_BY_ODOO

    stock = dependency_rules.stock_addons()
    none(addon_rules.requirement_violations(SUITE, addon, stock, BROUGHT_BY_ODOO))


@each_addon
def test_third_party_libraries_are_declared(addon):
    none(addon_rules.undeclared_library_violations(addon))


@each_addon
def test_chinese_is_complete_and_not_stale(addon):
    none(translation_rules.catalogue_violations(addon))


@each_addon
def test_no_string_is_missing_from_the_template(addon):
    none(translation_rules.unexported_violations(addon))
    none(translation_rules.untranslatable_violations(addon))


@each_tool
def test_doctests_of_tools_run_without_odoo(addon, source):
    report = doctests.failures(doctests.load_tool(addon, source))
    assert not report, f"\n{report}"
