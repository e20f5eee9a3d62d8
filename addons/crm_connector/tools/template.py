"""Message templates: fixed names in braces, nothing that can be executed."""

import re
from collections.abc import Mapping

NAMES = ("summary", "customer", "actor", "document", "company", "time")
_PLACEHOLDER = re.compile(r"\{(\w*)\}")


def unknown_names(template: str) -> list[str]:
    """The placeholders of ``template`` that mean nothing, in order.

    >>> unknown_names("{summary} by {actor}")
    []
    >>> unknown_names("{secret} {summary.__class__} {}")
    ['{secret}', '{summary.__class__}', '{}']
    """
    found = re.findall(r"\{[^{}]*\}", template or "")
    return [text for text in found if text[1:-1] not in NAMES]


def render(template: str, values: Mapping[str, str]) -> str:
    """Fill ``template``; a line whose placeholders are all empty is dropped.

    A value is put in as it is and never read as a template again.

    >>> render("{summary}\\nCustomer: {customer}", {"customer": "A {actor}"})
    'Customer: A {actor}'
    >>> render("Hello\\n\\nby {actor} of {company}", {"actor": "B"})
    'Hello\\n\\nby B of'
    >>> render("{summary}", {})
    ''
    """
    lines = []
    for line in (template or "").splitlines():
        names = _PLACEHOLDER.findall(line)
        if names and not any(values.get(name) for name in names):
            continue
        filled = _PLACEHOLDER.sub(lambda match: str(values.get(match[1]) or ""), line)
        lines.append(filled.strip())
    return "\n".join(lines).strip()
