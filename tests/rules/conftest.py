"""The tools of the addons, importable without Odoo."""

import importlib.util
import sys
from pathlib import Path

ADDONS = Path(__file__).resolve().parents[2] / "addons"
# name to import it by -> addon
TOOLS = {
    "approval_tools": "crm_approval",
    "contract_tools": "crm_contract",
    "customer_tools": "crm_customer",
    "finance_tools": "crm_finance_link",
    "pipeline_tools": "crm_pipeline",
    "projects_tools": "crm_projects",
}


def _load_tools(name: str, addon: str) -> None:
    """Load the package from its folder: the addon's own __init__ imports Odoo."""
    folder = ADDONS / addon / "tools"
    spec = importlib.util.spec_from_file_location(
        name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)


for tools, owner in TOOLS.items():
    if tools not in sys.modules:
        _load_tools(tools, owner)
