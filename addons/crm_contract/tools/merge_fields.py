"""Placeholders of contract texts: ``{{name}}`` becomes a value; no code runs."""

import re
from collections.abc import Iterable, Mapping

from markupsafe import Markup, escape

PLACEHOLDER = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
BRACES = re.compile(r"\{\{|\}\}")
BLANK = "＿＿＿＿"


def names(text: str) -> list[str]:
    """Return what stands between the braces, in the order of the text.

    >>> names("{{customer}} pays {{ amount_total }} to {{customer}}")
    ['customer', 'amount_total', 'customer']
    """
    return [match.strip() for match in PLACEHOLDER.findall(text)]


def unknown(text: str, known: Iterable[str]) -> list[str]:
    """Return the placeholders that are none of ``known``, and braces without a pair.

    >>> unknown("{{customer}} {{customer.password}}", {"customer"})
    ['customer.password']
    >>> unknown("{{customer", {"customer"})
    ['{{']
    """
    allowed = set(known)
    found = [name for name in names(text) if name not in allowed]
    return found + BRACES.findall(PLACEHOLDER.sub("", text))


def missing(text: str, values: Mapping[str, str]) -> list[str]:
    """Return the placeholders of ``text`` that have no value.

    >>> missing("{{customer}} {{area}}", {"customer": "A", "area": ""})
    ['area']
    """
    return [name for name in names(text) if not values.get(name)]


def merge(text: str, values: Mapping[str, str]) -> Markup:
    """Return the HTML ``text`` with its placeholders filled in.

    A value that is not marked as HTML is escaped; an empty one leaves a blank to
    be written on.

    >>> merge("<p>{{customer}}: {{area}}</p>", {"customer": "A & B", "area": ""})
    Markup('<p>A &amp; B: ＿＿＿＿</p>')

    :raises KeyError: for a placeholder that ``values`` does not name
    """

    def value_of(match: re.Match[str]) -> str:
        return str(escape(values[match[1].strip()] or BLANK))

    return Markup(PLACEHOLDER.sub(value_of, str(text)))
