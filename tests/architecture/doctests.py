"""Run the doctests of addons' tools/ without Odoo.

A tools package is loaded by its path under a name of our own, because importing it as
part of its addon would import the addon, and with it Odoo.
"""

from __future__ import annotations

import doctest
import importlib
import importlib.util
import io
import sys
from contextlib import redirect_stdout
from pathlib import Path
from types import ModuleType

from .suite import Addon, Source

PREFIX = "pure"


def load_tool(addon: Addon, source: Source) -> ModuleType:
    """Import one module of the addon's tools/ and return it."""
    package = f"{PREFIX}_{addon.name}_tools"
    folder = addon.path / "tools"
    _load_package(package, folder)
    inner = source.path.relative_to(folder).with_suffix("").parts
    if inner[-1] == "__init__":
        inner = inner[:-1]
    return importlib.import_module(".".join([package, *inner]))


def _load_package(name: str, folder: Path) -> None:
    if name in sys.modules:
        return
    spec = importlib.util.spec_from_file_location(
        name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise


def failures(module: ModuleType) -> str:
    """Run a module's doctests and return what went wrong, nothing when all is well."""
    output = io.StringIO()
    with redirect_stdout(output):
        outcome = doctest.testmod(module, optionflags=doctest.ELLIPSIS)
    return output.getvalue() if outcome.failed else ""
