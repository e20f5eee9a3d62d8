"""The simulators and the adapters' pure layers, importable without Odoo."""

import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

import odoo.addons  # a namespace: imports nothing of Odoo's work

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))


def _load(name: str, folder: Path):
    """Load a package from its folder, not through the addon's __init__."""
    spec = importlib.util.spec_from_file_location(
        name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _share(addon: str) -> None:
    """Let other addons' pure layers import those of ``addon``, not the addon itself."""
    name = f"odoo.addons.{addon}"
    if name not in sys.modules:
        module = sys.modules[name] = ModuleType(name)
        module.__path__ = [str(ROOT / "addons" / addon)]
        setattr(odoo.addons, addon, module)


_share("crm_connector")


@pytest.fixture(scope="session")
def connector_clients():
    """crm_connector/clients"""
    return importlib.import_module("odoo.addons.crm_connector.clients")


@pytest.fixture(scope="session")
def clients():
    """crm_wecom/clients"""
    return _load("wecom_clients", ROOT / "addons/crm_wecom/clients")


@pytest.fixture(scope="session")
def tools():
    """crm_wecom/tools"""
    return _load("wecom_tools", ROOT / "addons/crm_wecom/tools")


@pytest.fixture(scope="session")
def connector_tools():
    """crm_connector/tools"""
    return _load("connector_tools", ROOT / "addons/crm_connector/tools")


@pytest.fixture(scope="session")
def dingtalk_clients():
    """crm_dingtalk/clients"""
    return _load("dingtalk_clients", ROOT / "addons/crm_dingtalk/clients")


@pytest.fixture(scope="session")
def dingtalk_tools():
    """crm_dingtalk/tools"""
    return _load("dingtalk_tools", ROOT / "addons/crm_dingtalk/tools")


@pytest.fixture(scope="session")
def contract_clients():
    """crm_contract/clients"""
    return _load("contract_clients", ROOT / "addons/crm_contract/clients")
