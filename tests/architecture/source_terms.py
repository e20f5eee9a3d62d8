"""Translatable strings as the source shows them, without Odoo.

Not all that Odoo exports: labels it derives, and records' values, are left to the
exact comparison with a database.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from lxml import etree

from .suite import Addon, ModelClass, Source, strings

TRANSLATED_ATTRIBUTES = {"string", "help", "sum", "avg", "confirm", "placeholder"}
TRANSLATED_ATTRIBUTES |= {"alt", "title", "aria-label", "label", "confirm-label"}
TEXT_ARGUMENTS = {"string", "help"}
HAS_LETTER = re.compile(r"[^\W\d_]")
JS_CALL = re.compile(r"""(?<![\w$])_t\(\s*(["'`])((?:\\.|(?!\1).)*)\1""", re.S)
LABEL_FIRST = {"Many2one", "One2many", "Many2many", "Selection", "Reference"}
Term = tuple[str, str]


def python_terms(addon: Addon) -> Iterator[Term]:
    """Yield (place, text) of translated calls, field texts, constraints and names."""
    for source in addon.product:
        yield from _called_terms(source)
    for cls in addon.model_classes():
        yield from _model_terms(cls)


def _called_terms(source: Source) -> Iterator[Term]:
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        function = node.func
        name = getattr(function, "attr", None) or getattr(function, "id", "")
        if name in ("_", "_lt"):
            for text in strings(node.args[0]):
                yield f"{source.shown}:{node.lineno}", text


def _model_terms(cls: ModelClass) -> Iterator[Term]:
    description = cls.assigned("_description") if cls.is_new else None
    for text in strings(description):
        yield f"{cls.source.shown}:{cls.node.lineno}", text
    for child in cls.node.body:
        value = getattr(child, "value", None)
        if not isinstance(child, ast.Assign) or not isinstance(value, ast.Call):
            continue
        made = ast.unparse(value.func)
        place = f"{cls.source.shown}:{child.lineno}"
        if made == "models.Constraint":
            yield from ((place, text) for text in _constraint_message(value))
        elif made.startswith("fields."):
            yield from ((place, text) for text in _field_texts(made[7:], value))


def _constraint_message(call: ast.Call) -> tuple[str, ...]:
    named = [word.value for word in call.keywords if word.arg == "message"]
    return strings((call.args[1:2] or named or [None])[0])


def _field_texts(kind: str, call: ast.Call) -> Iterator[str]:
    if kind not in LABEL_FIRST and call.args:
        yield from strings(call.args[0])
    for word in call.keywords:
        if word.arg in TEXT_ARGUMENTS:
            yield from strings(word.value)
        elif word.arg in ("selection", "selection_add"):
            yield from _labels(word.value)
    if kind == "Selection" and call.args:
        yield from _labels(call.args[0])


def _labels(node: ast.expr) -> Iterator[str]:
    for pair in getattr(node, "elts", ()):
        if isinstance(pair, ast.Tuple) and len(pair.elts) == 2:
            yield from strings(pair.elts[1])


def xml_terms(addon: Addon) -> Iterator[Term]:
    """Yield (place, text) of views, templates, menus and actions."""
    for shown, root in addon.xml:
        for node in root.iter("menuitem"):
            if node.get("name"):
                yield f"{shown}:{node.sourceline}", node.get("name")
        for record in root.iter("record"):
            yield from _record_terms(shown, record)
        for template in root.iter("template"):
            yield from _markup_terms(shown, template)


def _record_terms(shown: str, record: etree._Element) -> Iterator[Term]:
    model = record.get("model", "")
    name = record.findtext("field[@name='name']")
    if model.startswith("ir.actions.") and name:
        yield f"{shown}:{record.sourceline}", name
    if model == "ir.ui.view":
        for arch in record.iterfind("field[@name='arch']"):
            yield from _markup_terms(shown, arch)


def _markup_terms(shown: str, top: etree._Element) -> Iterator[Term]:
    for node in top.iterdescendants(etree.Element):
        if _is_left_out(node, top):
            continue
        texts = [] if "t-call" in node.attrib else _attribute_texts(node)
        if _has_translated_text(node):
            texts.append(node.text or "")
        for text in texts:
            if HAS_LETTER.search(text):
                yield f"{shown}:{node.sourceline}", text


def _has_translated_text(node: etree._Element) -> bool:
    if node.tag == "attribute":
        return node.get("name") in TRANSLATED_ATTRIBUTES
    return node.tag not in ("script", "style")


def _attribute_texts(node: etree._Element) -> list[str]:
    return [node.get(name) for name in sorted(TRANSLATED_ATTRIBUTES & set(node.attrib))]


def _is_left_out(node: etree._Element, top: etree._Element) -> bool:
    """Return whether Odoo does not translate the node's own text."""
    current = node
    while current is not None and current is not top:
        if current.get("t-translation") == "off":
            return True
        current = current.getparent()
    return any(key in node.attrib for key in ("t-esc", "t-out", "t-field", "t-raw"))


def js_terms(addon: Addon) -> Iterator[Term]:
    """Yield (place, text) of ``_t()`` calls and OWL templates in static/src."""
    folder = addon.path / "static" / "src"
    for path in sorted(folder.rglob("*.js")):
        shown = f"{addon.name}/{path.relative_to(addon.path)}"
        for match in JS_CALL.finditer(path.read_text(encoding="utf-8")):
            yield shown, match[2].replace("\\'", "'").replace('\\"', '"')
    for path in sorted(folder.rglob("*.xml")):
        shown = f"{addon.name}/{path.relative_to(addon.path)}"
        root = etree.parse(path).getroot()
        for node in root.iter(etree.Element):
            has_text = node.text and HAS_LETTER.search(node.text)
            if has_text and not _is_left_out(node, root):
                yield f"{shown}:{node.sourceline}", node.text
