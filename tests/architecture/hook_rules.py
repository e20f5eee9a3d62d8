"""The hook table of ARCHITECTURE.md against the code.

A hook is a method whose docstring begins with ``Hook:``. It has a row in the table
``| hook | defined in | called when | used by |``: ``model.method`` in backticks, the
addon, when it is called, and the addons that override it (``-`` for none yet).
``python -m tests.architecture.hook_rules`` prints the rows that the code asks for.
"""

from __future__ import annotations

import ast
import re
import sys
from dataclasses import dataclass

from .suite import ROOT, ModelClass, Suite

HEADER = re.compile(r"^\|\s*hook\s*\|\s*defined in\s*\|", re.I)
MARK = "Hook:"


@dataclass(frozen=True)
class Hook:
    """One hook: its model and method, its addon, and the addons that override it."""

    name: str
    addon: str
    users: frozenset[str]
    called_when: str = ""


def hooks_in_code(suite: Suite) -> dict[str, Hook]:
    """Return {model.method: hook} of all methods marked as hooks."""
    classes = [
        (addon.name, cls) for addon in suite.addons for cls in addon.model_classes()
    ]
    parents = _parents([cls for _name, cls in classes])
    found = {}
    for addon, cls in classes:
        for method in cls.methods():
            text = (ast.get_docstring(method) or "").strip()
            if text.startswith(MARK):
                name = f"{cls.model}.{method.name}"
                found[name] = Hook(
                    name=name,
                    addon=addon,
                    users=frozenset(
                        other
                        for other, theirs in classes
                        if other != addon
                        and cls.model in _lineage(theirs.model, parents)
                        and any(m.name == method.name for m in theirs.methods())
                    ),
                    called_when=text.removeprefix(MARK).split("\n\n")[0].strip(),
                )
    return found


def _parents(classes: list[ModelClass]) -> dict[str, set[str]]:
    parents: dict[str, set[str]] = {}
    for cls in classes:
        parents.setdefault(cls.model, set()).update(cls.inherits)
    return parents


def _lineage(model: str, parents: dict[str, set[str]]) -> set[str]:
    seen, waiting = set(), [model]
    while waiting:
        current = waiting.pop()
        if current not in seen:
            seen.add(current)
            waiting.extend(parents.get(current, ()))
    return seen


def hooks_in_table(text: str) -> dict[str, Hook]:
    """Return {model.method: hook} of the table in ARCHITECTURE.md.

    >>> table = "| hook | defined in | called when | used by |\\n|-|-|-|-|\\n"
    >>> row = "| `a.b._on_x()` | crm_a | x happened | `crm_c`, crm_d |"
    >>> sorted(hooks_in_table(table + row)["a.b._on_x"].users)
    ['crm_c', 'crm_d']
    """
    found, is_inside = {}, False
    for line in text.splitlines():
        if HEADER.match(line.strip()):
            is_inside = True
        elif not line.strip().startswith("|"):
            is_inside = False
        elif is_inside and not re.fullmatch(r"[|\s:-]+", line.strip()):
            hook = _row(line)
            found[hook.name] = hook
    return found


def _row(line: str) -> Hook:
    cells = [
        cell.strip().replace("`", "") for cell in line.strip().strip("|").split("|")
    ]
    cells += [""] * (4 - len(cells))
    return Hook(
        name=re.sub(r"\(.*\)$", "", cells[0]),
        addon=cells[1],
        users=frozenset(re.findall(r"crm_\w+", cells[3])),
        called_when=cells[2],
    )


def hook_violations(suite: Suite) -> list[str]:
    """Return where the table and the code differ."""
    path = suite.root / "ARCHITECTURE.md"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    code, table = hooks_in_code(suite), hooks_in_table(text)
    found = [
        f"{name} is a hook in the code without a row in ARCHITECTURE.md: add\n"
        f"      {row(code[name])}"
        for name in sorted(set(code) - set(table))
    ]
    found += [
        f"ARCHITECTURE.md names the hook {name}, but no method is marked so: mark its "
        f"docstring with '{MARK}', or remove the row"
        for name in sorted(set(table) - set(code))
    ]
    for name in sorted(set(code) & set(table)):
        ours, theirs = code[name], table[name]
        if (ours.addon, ours.users) != (theirs.addon, theirs.users):
            found.append(
                f"the row of {name} in ARCHITECTURE.md is out of date: it must be\n"
                f"      {row(ours)}"
            )
        if not theirs.called_when:
            found.append(f"the row of {name} does not say when it is called")
    return found


def row(hook: Hook) -> str:
    """Return the table row of a hook."""
    users = ", ".join(f"`{name}`" for name in sorted(hook.users)) or "-"
    when = " ".join(hook.called_when.split()) or "when ..."
    return f"| `{hook.name}` | `{hook.addon}` | {when} | {users} |"


if __name__ == "__main__":
    for _name, entry in sorted(hooks_in_code(Suite(ROOT)).items()):
        sys.stdout.write(row(entry) + "\n")
