"""The addons of a source tree, read without importing them."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lxml import etree

ROOT = Path(__file__).resolve().parents[2]
MODEL_BASES = {"models.Model", "models.TransientModel", "models.AbstractModel"}
STORED_BASES = {"models.Model", "models.TransientModel"}
GENERATED = {"__pycache__", ".odoo", ".git", ".ruff_cache", ".pytest_cache", ".venv"}


@dataclass(frozen=True)
class Source:
    """One Python file."""

    path: Path
    shown: str

    @cached_property
    def text(self) -> str:
        """The file's text."""
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """The file's syntax tree."""
        return ast.parse(self.text)

    @property
    def has_examples(self) -> bool:
        """Whether the file holds doctests."""
        return re.search(r"^\s*>>> ", self.text, re.M) is not None

    def imported(self) -> Iterator[str]:
        """Yield the dotted names of absolute imports (``a.b`` for from a import b)."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                yield from (f"{node.module}.{alias.name}" for alias in node.names)

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Yield all functions and methods."""
        for node in ast.walk(self.tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield node


@dataclass(frozen=True)
class ModelClass:
    """A class that makes or extends an Odoo model."""

    source: Source
    node: ast.ClassDef
    name: str
    inherits: tuple[str, ...]
    base: str

    @property
    def is_new(self) -> bool:
        """Whether the class makes a model rather than extending one."""
        return bool(self.name) and self.name not in self.inherits

    @property
    def model(self) -> str:
        """The model's name."""
        return self.name or (self.inherits[0] if self.inherits else "")

    def methods(self) -> Iterator[ast.FunctionDef]:
        """Yield the methods of the class."""
        for node in self.node.body:
            if isinstance(node, ast.FunctionDef):
                yield node

    def assigned(self, name: str) -> ast.expr | None:
        """Return what the class body assigns to a name."""
        for target, value in class_assignments(self.node):
            if target == name:
                return value
        return None


def class_assignments(node: ast.ClassDef) -> Iterator[tuple[str, ast.expr]]:
    """Yield (name, value) for each simple assignment of a class body."""
    for child in node.body:
        if isinstance(child, ast.Assign) and isinstance(child.targets[0], ast.Name):
            yield child.targets[0].id, child.value


def strings(node: ast.expr | None) -> tuple[str, ...]:
    """Return the string, or the strings of the list or tuple, that a node holds."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return (node.value,)
    if isinstance(node, (ast.List, ast.Tuple)):
        return tuple(text for item in node.elts for text in strings(item))
    return ()


class Addon:
    """One addon's folder."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.name

    def __repr__(self) -> str:
        return self.name

    @cached_property
    def manifest(self) -> dict:
        """The manifest's content."""
        text = (self.path / "__manifest__.py").read_text(encoding="utf-8")
        return ast.literal_eval(text)

    @property
    def depends(self) -> set[str]:
        """The addons it names as direct dependencies."""
        return set(self.manifest.get("depends", []))

    @cached_property
    def sources(self) -> list[Source]:
        """All Python files."""
        return [
            Source(path, f"{self.name}/{path.relative_to(self.path)}")
            for path in sorted(self.path.rglob("*.py"))
            if not GENERATED & set(path.parts)
        ]

    @property
    def product(self) -> list[Source]:
        """The Python files that are not tests."""
        return [source for source in self.sources if "/tests/" not in source.shown]

    def layer(self, name: str) -> list[Source]:
        """Return the Python files below one of the addon's folders."""
        return [
            source
            for source in self.sources
            if source.shown.startswith(f"{self.name}/{name}/")
        ]

    @cached_property
    def xml(self) -> list[tuple[str, etree._Element]]:
        """(shown path, root) of each XML file that is no static asset."""
        return [
            (f"{self.name}/{path.relative_to(self.path)}", etree.parse(path).getroot())
            for path in sorted(self.path.rglob("*.xml"))
            if "static" not in path.relative_to(self.path).parts
        ]

    def model_classes(self) -> Iterator[ModelClass]:
        """Yield the classes that make or extend models, tests left out."""
        for source in self.product:
            for node in ast.walk(source.tree):
                if not isinstance(node, ast.ClassDef):
                    continue
                bases = {ast.unparse(base) for base in node.bases} & MODEL_BASES
                if bases:
                    yield _model_class(source, node, min(bases))


def _model_class(source: Source, node: ast.ClassDef, base: str) -> ModelClass:
    assigned = dict(class_assignments(node))
    return ModelClass(
        source=source,
        node=node,
        name=next(iter(strings(assigned.get("_name"))), ""),
        inherits=strings(assigned.get("_inherit")),
        base=base,
    )


class Suite:
    """A source tree with addons below ``addons/``."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.addons = [
            Addon(path.parent)
            for path in sorted((root / "addons").glob("*/__manifest__.py"))
        ]

    @property
    def names(self) -> set[str]:
        """The names of our addons."""
        return {addon.name for addon in self.addons}

    def tools(self) -> list[Source]:
        """Return the Python files outside the addons: scripts and tests."""
        return [
            Source(path, str(path.relative_to(self.root)))
            for folder in ("scripts", "tests")
            for path in sorted((self.root / folder).rglob("*.py"))
            if not GENERATED & set(path.parts)
        ]

    def text_files(self) -> Iterator[tuple[str, str]]:
        """Yield (shown path, text) of what is, or is about to be, committed."""
        for shown in self._listed():
            path = self.root / shown
            if not path.is_file() or path.is_symlink():
                continue
            raw = path.read_bytes()
            if b"\0" not in raw[:4096]:
                yield shown, raw.decode("utf-8", errors="replace")

    def _listed(self) -> list[str]:
        command = ["git", "ls-files", "-z", "-c", "-o", "--exclude-standard"]
        try:
            listed = subprocess.run(
                command, cwd=self.root, capture_output=True, check=True, text=True
            ).stdout
        except (OSError, subprocess.CalledProcessError):
            return [
                str(path.relative_to(self.root))
                for path in sorted(self.root.rglob("*"))
                if not GENERATED & set(path.parts)
            ]
        return sorted(name for name in listed.split("\0") if name)


def missing_lines(found: list[str]) -> str:
    """Return violations as the message of a failing test."""
    return "\n" + "\n".join(f"  - {line}" for line in found)
