"""A small addon without fault, into which tests plant one violation at a time."""

from __future__ import annotations

from pathlib import Path

from .suite import Addon, Suite

MANIFEST = """{
    "name": "Design CRM: Customers",
    "summary": "One line",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Design CRM",
    "website": "https://github.com/design-crm/design-crm-odoo",
    "license": "AGPL-3",
    "depends": ["crm"],
    "external_dependencies": {"python": ["rapidfuzz"]},
    "data": ["security/ir.model.access.csv", "security/rules.xml", "views/a.xml"],
}
"""
MODEL = '''from odoo import fields, models


class CrmThing(models.Model):
    _name = "crm.thing"
    _description = "Thing"

    company_id = fields.Many2one("res.company", string="Firm")

    def _on_done(self):
        """Hook: the thing is done."""
'''
TOOL = '''"""Rules."""


def double(number: int) -> int:
    """Return twice the number.

    >>> double(2)
    4
    """
    return number * 2
'''
RULES = """<odoo><record id="crm_thing_rule_company" model="ir.rule">
<field name="model_id" ref="model_crm_thing"/>
<field name="domain_force">[("company_id", "in", company_ids)]</field>
</record></odoo>
"""
VIEW = """<odoo><record id="crm_thing_view_list" model="ir.ui.view">
<field name="arch" type="xml"><list string="Things"><field name="company_id"/></list>
</field></record></odoo>
"""
ACCESS = """id,name,model_id:id,group_id:id,perm_read
access_thing,thing,model_crm_thing,base.group_user,1
"""
TERMS = {"Thing": "事物", "Firm": "公司", "Things": "事物列表"}
HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
ARCHITECTURE = """| hook | defined in | called when | used by |
|---|---|---|---|
| `crm.thing._on_done` | `crm_customer` | the thing is done | - |
"""
FILES = {
    "__init__.py": "from . import models\n",
    "__manifest__.py": MANIFEST,
    "models/__init__.py": "from . import crm_thing\n",
    "models/crm_thing.py": MODEL,
    "tools/__init__.py": "",
    "tools/double.py": TOOL,
    "security/ir.model.access.csv": ACCESS,
    "security/rules.xml": RULES,
    "views/a.xml": VIEW,
    "readme/DESCRIPTION.md": "Things.\n",
    "tests/__init__.py": "",
    "tests/test_thing.py": "",
    "i18n/zh_CN.po": HEAD
    + "".join(f'msgid "{a}"\nmsgstr "{b}"\n\n' for a, b in TERMS.items()),
    "i18n/crm_customer.pot": HEAD
    + "".join(f'msgid "{a}"\nmsgstr ""\n\n' for a in TERMS),
}


class Sample:
    """A source tree in a temporary folder with the one addon crm_customer."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name, text in FILES.items():
            self.write(f"addons/crm_customer/{name}", text)
        self.write("ARCHITECTURE.md", ARCHITECTURE)
        self.write("requirements.txt", "rapidfuzz==3.0\n")
        self.write("config/requirements-addons.txt", "rapidfuzz==3.0\n")

    def write(self, name: str, text: str) -> None:
        """Write a file below the root."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def plant(self, name: str, old: str, new: str) -> None:
        """Replace a text in a file of the addon, which must be there; "" appends."""
        path = self.root / "addons" / "crm_customer" / name
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        assert old in text
        self.write(f"addons/crm_customer/{name}", text.replace(old, new, 1))

    @property
    def suite(self) -> Suite:
        """The tree as it is now."""
        return Suite(self.root)

    @property
    def addon(self) -> Addon:
        """The sample addon as it is now."""
        return next(a for a in self.suite.addons if a.name == "crm_customer")
