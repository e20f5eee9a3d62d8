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
    """Fill ``template``; lines left empty by a missing value are dropped.

    A value is put in as it is and never read as a template again.

    >>> render("{summary}\\nCustomer: {customer}", {"summary": "Signed {actor}"})
    'Signed {actor}\\nCustomer:'
    >>> render("{summary}\\n{customer}\\nby {actor}", {"summary": "A", "actor": "B"})
    'A\\nby B'
    """
    lines = []
    for line in (template or "").splitlines():
        filled = _PLACEHOLDER.sub(
            lambda match: str(values.get(match[1]) or ""), line
        ).strip()
        if filled or not line.strip():
            lines.append(filled)
    return "\n".join(lines).strip()
