"""Pure layers, where HTTP may be, sizes, one model a file."""

from __future__ import annotations

import ast
import re
from collections import Counter

from .suite import Addon, Source, Suite

HTTP_LIBRARIES = ("requests", "httpx", "urllib3", "aiohttp", "socket", "http.client")
HTTP_LIBRARIES += ("urllib.request", "websocket", "websockets", "ftplib", "smtplib")
# Methods after which a record set still has the rights that sudo() gave.
KEEPS_SUDO = ("browse", "search", "create", "filtered", "with_context", "with_company")
PURE_LAYERS = ("tools", "clients")
MAX_LINES = 400
MAX_FUNCTION_LINES = 40
SIZED = {".py", ".js", ".scss", ".css"}


def _is_of(name: str, libraries: tuple[str, ...]) -> bool:
    return any(name == lib or name.startswith(f"{lib}.") for lib in libraries)


def http_violations(addon: Addon) -> list[str]:
    """Return imports of HTTP libraries outside clients/ (tests may use them)."""
    clients = {source.shown for source in addon.layer("clients")}
    return [
        f"{source.shown} imports {name}: calls to the world go through a class in "
        f"{addon.name}/clients/"
        for source in addon.product
        if source.shown not in clients
        for name in source.imported()
        if _is_of(name, HTTP_LIBRARIES)
    ]


def purity_violations(addon: Addon) -> list[str]:
    """Return imports of odoo, and of other layers, in tools/ and clients/.

    The same layer of an addon that this one builds on is as pure.
    """
    found = []
    for layer in PURE_LAYERS:
        for source in addon.layer(layer):
            depth = source.shown.count("/") - 1
            found += [
                f"{source.shown} imports {name}: {layer}/ is pure, pass plain values in"
                for name in source.imported()
                if _is_of(name, ("odoo", "openerp")) and not _is_layer(name, layer)
            ]
            found += [
                f"{source.shown}:{node.lineno} imports from outside {layer}/: pass "
                "plain values in"
                for node in ast.walk(source.tree)
                if isinstance(node, ast.ImportFrom) and node.level > depth
            ]
    return found


def _is_layer(name: str, layer: str) -> bool:
    """Whether ``name`` lies in the same pure layer of an addon."""
    return bool(re.match(rf"odoo\.addons\.\w+\.{layer}\.", name))


def typing_violations(addon: Addon) -> list[str]:
    """Return functions of the pure layers without types, and tools without doctests."""
    found = []
    for layer in PURE_LAYERS:
        for source in addon.layer(layer):
            found += [
                f"{source.shown}:{node.lineno} {node.name} lacks types: {what}"
                for node in source.functions()
                if (what := ", ".join(_untyped(node)))
            ]
    return found + [
        f"{source.shown} has no doctest: show each rule's values by >>> examples"
        for source in addon.layer("tools")
        if any(_is_rule(node) for node in source.tree.body) and not source.has_examples
    ]


def _is_rule(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef) and not node.name.startswith("_")


def _untyped(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    given = node.args
    arguments = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    arguments += [extra for extra in (given.vararg, given.kwarg) if extra]
    missing = [
        argument.arg
        for argument in arguments
        if argument.annotation is None and argument.arg not in ("self", "cls")
    ]
    return missing + ([] if node.returns or node.name == "__init__" else ["the result"])


def size_violations(suite: Suite, addon: Addon | None) -> list[str]:
    """Return files and functions that are too long: of an addon, or of our tools."""
    sources = addon.sources if addon else suite.tools()
    found = [line for source in sources for line in _function_violations(source)]
    folders = [addon.path] if addon else [suite.root / "scripts", suite.root / "tests"]
    for path in sorted(path for folder in folders for path in folder.rglob("*")):
        if path.suffix not in SIZED or "lib" in path.parts or not path.is_file():
            continue
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > MAX_LINES:
            found.append(
                f"{path.relative_to(suite.root)} has {lines} lines, {MAX_LINES} are "
                "allowed: split it by theme"
            )
    return found


def _function_violations(source: Source) -> list[str]:
    return [
        f"{source.shown}:{node.lineno} {node.name} has {size} lines, "
        f"{MAX_FUNCTION_LINES} are allowed: split it into named steps"
        for node in source.functions()
        if (size := node.end_lineno - node.lineno + 1) > MAX_FUNCTION_LINES
    ]


def one_model_violations(addon: Addon) -> list[str]:
    """Return files that hold more than one model."""
    held = Counter(cls.source.shown for cls in addon.model_classes())
    return [
        f"{shown} holds {count} models: one a file, an inherited one too"
        for shown, count in sorted(held.items())
        if count > 1
    ]


def sudo_violations(addon: Addon) -> list[str]:
    """Return names of elevated record sets that do not end in ``_sudo``."""
    return [
        f"{source.shown}:{node.lineno} {target.id} has elevated rights: name it "
        f"{target.id}_sudo, or use sudo() on a narrower expression"
        for source in addon.product
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Assign)
        and isinstance(target := node.targets[0], ast.Name)
        and not target.id.endswith("_sudo")
        and _is_elevated(node.value)
    ]


def _is_elevated(node: ast.expr) -> bool:
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr == "sudo":
            # sudo(flag) sets the rights to what they were: nothing is elevated.
            return not node.args
        if node.func.attr not in KEEPS_SUDO:
            return False
        node = node.func.value
    return False


def commit_violations(addon: Addon) -> list[str]:
    """Return commits: Odoo ends transactions, crons use ``_commit_progress``."""
    return [
        f"{source.shown}:{node.lineno} commits: Odoo ends transactions; in a cron "
        "use self.env['ir.cron']._commit_progress()"
        for source in addon.product
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("cr.commit")
    ]
