"""Translations are complete, and no string of the source is missing from them.

The exact comparison needs a database (``make test`` exports each template anew). Here
the strings that can be read from the source without Odoo are looked up in the
template, so that a new string without ``make i18n`` fails within seconds.
"""

from __future__ import annotations

import re

from translations import catalogue

from .source_terms import js_terms, python_terms, xml_terms
from .suite import Addon


def catalogue_violations(addon: Addon) -> list[str]:
    """Return gaps between the addon's template and its Chinese translation."""
    template = catalogue.read(catalogue.template_path(addon.path))
    translated = catalogue.read(catalogue.catalogue_path(addon.path))
    return [
        f"{addon.name}/i18n/zh_CN.po: {gap} (make i18n ADDON={addon.name})"
        for gap in catalogue.gaps(template, translated)
    ]


def unexported_violations(addon: Addon) -> list[str]:
    """Return strings of the source that the template does not have.

    An addon without a template is told of by ``addon_rules.part_violations``.
    """
    if not catalogue.template_path(addon.path).exists():
        return []
    template = catalogue.read(catalogue.template_path(addon.path))
    known = {squeezed(entry.msgid) for entry in template}
    inside = "\n".join(sorted(known))
    terms = [*python_terms(addon), *xml_terms(addon), *js_terms(addon)]
    return sorted(
        {
            f"{place}: {term!r} is not in i18n/{addon.name}.pot: run "
            f"make i18n ADDON={addon.name} and translate it"
            for place, term in terms
            if squeezed(term) not in known and squeezed(term) not in inside
        }
    )


def untranslatable_violations(addon: Addon) -> list[str]:
    """Return words that a page's script shows and that Odoo never translates.

    Odoo translates texts, labels and placeholders, but no ``data-`` attribute.
    """
    return [
        f"{shown}:{node.sourceline}: {name}={value!r} stays English: set the words as "
        f"a text (t-set) and pass them with t-att-{name}"
        for shown, root in addon.xml
        for node in root.iter("*")
        for name, value in node.items()
        if name.startswith("data-") and re.match(r"[A-Z][a-z]+\b", value)
    ]


def squeezed(text: str) -> str:
    """Return a text with each run of white space as one blank.

    >>> squeezed(" two\\n   lines ")
    'two lines'
    """
    return re.sub(r"\s+", " ", text).strip()
