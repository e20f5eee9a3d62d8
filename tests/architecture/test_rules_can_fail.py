"""Each rule finds a violation planted in a sample, and nothing in a clean one."""

import pytest

from . import (
    addon_rules,
    dependency_rules,
    doctests,
    file_rules,
    hook_rules,
    layer_rules,
    translation_rules,
)
from .sample import Sample

STOCK = {"base", "crm", "mail"}


@pytest.fixture
def sample(tmp_path):
    return Sample(tmp_path)


def _requirements(sample):
    return addon_rules.requirement_violations(
        sample.suite, sample.addon, STOCK, {"openpyxl"}
    )


ADDON_RULES = {
    "declared": dependency_rules.undeclared_violations,
    "http": layer_rules.http_violations,
    "pure": layer_rules.purity_violations,
    "typed": layer_rules.typing_violations,
    "one model": layer_rules.one_model_violations,
    "sudo": layer_rules.sudo_violations,
    "commit": layer_rules.commit_violations,
    "manifest": addon_rules.manifest_violations,
    "data": addon_rules.data_file_violations,
    "parts": addon_rules.part_violations,
    "access": addon_rules.access_violations,
    "libraries": addon_rules.undeclared_library_violations,
    "chinese": translation_rules.catalogue_violations,
    "template": translation_rules.unexported_violations,
    "words": translation_rules.untranslatable_violations,
}
SUITE_RULES = {
    "direction": dependency_rules.direction_violations,
    "glue": dependency_rules.glue_violations,
    "suite": dependency_rules.suite_violations,
    "hooks": hook_rules.hook_violations,
    "machine": file_rules.machine_violations,
}
RULES = {
    **{name: lambda s, rule=rule: rule(s.addon) for name, rule in ADDON_RULES.items()},
    **{name: lambda s, rule=rule: rule(s.suite) for name, rule in SUITE_RULES.items()},
    "models": lambda s: dependency_rules.unknown_model_violations(s.suite, s.addon),
    "sizes": lambda s: layer_rules.size_violations(s.suite, s.addon),
    "tool sizes": lambda s: layer_rules.size_violations(s.suite, None),
    "pinned": _requirements,
}
MODEL = "models/crm_thing.py"
MACHINE = "/" + "root/secret/place"
MIRROR = "https://" + "pypi" + ".example.org/simple"
SECOND_MODEL = "class A(models.Model):\n    _name = 'a'\n\n\nclass"
MESSAGE = 'done."""\n        self.env._("Odd")\n        """'
LONG_BODY = 'done."""\n' + "        x = 1\n" * 40 + '        """'
SUITE = "addons/crm_suite/__manifest__.py"
# rule, file, text in it, what to put there, what the rule must say
PLANTED = [
    ("direction", "__manifest__.py", '["crm"]', '["crm", "crm_suite"]', ""),
    (
        "glue",
        "__manifest__.py",
        '"depends"',
        '"auto_install": True,\n"depends"',
        "glue",
    ),
    ("declared", "views/a.xml", "<list", '<list groups="sales_team.x"', "sales_team"),
    ("declared", MODEL, "", "from odoo.addons.sale import x\n", "uses sale"),
    ("declared", "views/a.xml", "<field name", '<t ref="mail.x"/><field name', "mail"),
    ("http", MODEL, "", "import requests\n", "requests"),
    ("http", MODEL, "", "from urllib.request import urlopen\n", "clients/"),
    ("pure", "tools/double.py", "", "from odoo import fields\n", "imports odoo"),
    ("pure", "tools/double.py", "", "from ..models import x\n", "outside"),
    ("pure", "tools/double.py", "", "from odoo.addons.b.models import x\n", "odoo"),
    ("pure", "tools/double.py", "", "from odoo.addons.b.clients import x\n", "odoo"),
    ("typed", "tools/double.py", ": int", "", "lacks types: number"),
    ("typed", "tools/double.py", ">>> double(2)", "double(2)", "no doctest"),
    (
        "one model",
        MODEL,
        "class",
        "class A(models.Model):\n    _name = 'a'\n\nclass",
        "",
    ),
    ("manifest", "__manifest__.py", "AGPL-3", "LGPL-3", "license"),
    ("manifest", "__manifest__.py", "One line", "", "summary"),
    ("data", "views/b.xml", "", "<odoo/>", "add it to data"),
    ("data", "demo/b.xml", "", "<odoo/>", "add it to demo"),
    ("data", "__manifest__.py", "views/a.xml", "views/c.xml", "is no file"),
    ("access", "security/ir.model.access.csv", "model_crm_thing", "model_x", "access"),
    ("access", "security/rules.xml", "ir.rule", "ir.x", "company rule"),
    ("libraries", MODEL, "", "import numpy\n", "numpy"),
    ("chinese", "i18n/zh_CN.po", "公司", "", "is not translated"),
    ("chinese", "i18n/zh_CN.po", 'msgid "Firm"', 'msgid "Farm"', "no longer used"),
    ("chinese", "i18n/zh_CN.po", 'msgid "Firm"', '#, fuzzy\nmsgid "Firm"', "fuzzy"),
    ("template", MODEL, '"Firm"', '"Company"', "'Company'"),
    ("template", "views/a.xml", '"Things"', '"Objects"', "'Objects'"),
    (
        "template",
        MODEL,
        "is done.",
        'is done."""\n        self.env._("Odd")\n"""',
        "'Odd'",
    ),
    ("words", "views/a.xml", "<field", '<i data-said="Done"/><field', "data-said"),
    ("hooks", MODEL, "Hook:", "No hook:", "no method is marked"),
    ("hooks", MODEL, "_on_done", "_on_ready", "without a row"),
    ("machine", MODEL, "", f"# {MACHINE}\n", "folder of one machine"),
    ("machine", MODEL, "", f"# {MIRROR}\n", "mirror"),
    ("sudo", MODEL, "", "a = b.sudo().browse(1)\n", "name it a_sudo"),
    ("commit", MODEL, "", "self.env.cr.commit()\n", "commits"),
    ("sizes", MODEL, "", "x = 1\n" * 401, "lines"),
    (
        "sizes",
        MODEL,
        "is done.",
        '."""\n' + "        x = 1\n" * 40 + '        """',
        "_on",
    ),
    ("pinned", "__manifest__.py", "rapidfuzz", "opencc", "opencc"),
    (
        "pinned",
        "__manifest__.py",
        '["crm"]',
        '["crm", "queue_job"]',
        "odoo-addon-queue",
    ),
]


@pytest.mark.parametrize("rule", RULES)
def test_a_clean_addon_has_no_violation(sample, rule):
    assert RULES[rule](sample) == []


@pytest.mark.parametrize(
    ("rule", "name", "old", "new", "said"), PLANTED, ids=lambda value: None
)
def test_a_planted_violation_is_found(sample, rule, name, old, new, said):
    sample.plant(name, old, new)
    if rule == "direction":
        sample.write(
            "addons/crm_suite/__manifest__.py", '{"depends": ["crm_customer"]}'
        )
    found = RULES[rule](sample)
    assert any(said in line for line in found), found


def test_an_addon_without_a_place_in_the_design_is_found(sample):
    sample.write("addons/crm_strange/__manifest__.py", '{"depends": []}')
    assert "crm_strange has no place" in RULES["direction"](sample)[0]


def test_an_addon_that_the_suite_leaves_out_is_found(sample):
    sample.write(SUITE, '{"depends": ["crm"]}')
    assert RULES["suite"](sample) == ["crm_suite must depend on crm_customer"]


def test_glue_must_install_itself(sample):
    sample.write(
        "addons/crm_projects_finance/__manifest__.py",
        '{"depends": ["crm_projects", "crm_finance_link"]}',
    )
    assert "set auto_install" in RULES["glue"](sample)[0]


def test_a_model_of_an_undeclared_addon_is_found(sample):
    sample.write("addons/crm_contract/__manifest__.py", '{"depends": []}')
    sample.write(
        "addons/crm_contract/models/a.py",
        "class A(models.Model):\n    _name = 'crm.contract'\n",
    )
    sample.plant(MODEL, "is done.", 'done."""\n        self.env["crm.contract"]\n"""')
    assert "names crm.contract of crm_contract" in RULES["models"](sample)[0]


@pytest.mark.parametrize(
    "name", ["readme/DESCRIPTION.md", "i18n/zh_CN.po", "tests/test_thing.py"]
)
def test_a_missing_part_is_found(sample, name):
    (sample.root / "addons/crm_customer" / name).unlink()
    assert RULES["parts"](sample)


def test_an_integration_without_neutralize_is_found(sample):
    addon = sample.root / "addons" / "crm_customer"
    addon.rename(addon.with_name("crm_wecom"))
    found = addon_rules.part_violations(sample.suite.addons[0])
    assert any("neutralize.sql" in line for line in found)


def test_an_override_that_the_hook_table_does_not_name_is_found(sample):
    sample.write("addons/crm_pipeline/__manifest__.py", '{"depends": []}')
    sample.write(
        "addons/crm_pipeline/models/a.py",
        "class A(models.Model):\n    _inherit = 'crm.thing'\n"
        "    def _on_done(self):\n        pass\n",
    )
    assert "out of date" in RULES["hooks"](sample)[0]


def test_long_scripts_are_found(sample):
    sample.write("scripts/x.py", "x = 1\n" * 401)
    assert "401 lines" in RULES["tool sizes"](sample)[0]


def test_a_wrong_doctest_is_found(sample):
    sample.plant("tools/double.py", "    4", "    5")
    sample.addon.path.rename(sample.addon.path.with_name("crm_wrong"))
    wrong = sample.suite.addons[0]
    source = next(s for s in wrong.layer("tools") if s.has_examples)
    assert "Expected" in doctests.failures(doctests.load_tool(wrong, source))


def test_a_tool_that_imports_its_addon_cannot_be_loaded(sample):
    sample.plant("tools/double.py", '"""Rules."""', "from ..models import crm_thing")
    sample.addon.path.rename(sample.addon.path.with_name("crm_impure"))
    impure = sample.suite.addons[0]
    source = next(s for s in impure.layer("tools") if s.has_examples)
    with pytest.raises(ImportError):
        doctests.load_tool(impure, source)
