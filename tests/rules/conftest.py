"""The tools of the pipeline addon, importable without Odoo."""

import importlib.util
import sys
from pathlib import Path

NAME = "pipeline_tools"


def _load_tools() -> None:
    """Load the package from its folder: the addon's own __init__ imports Odoo."""
    folder = Path(__file__).resolve().parents[2] / "addons/crm_pipeline/tools"
    spec = importlib.util.spec_from_file_location(
        NAME, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    module = sys.modules[NAME] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)


if NAME not in sys.modules:
    _load_tools()
