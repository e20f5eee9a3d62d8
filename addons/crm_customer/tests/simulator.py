"""The project's simulators, loaded from their folder beside the addons."""

import importlib
import importlib.util
import sys
from pathlib import Path
from urllib.parse import urlsplit

import requests

FOLDER = Path(__file__).resolve().parents[3] / "tests/simulators"
NAME = "design_crm_simulators"

_send = requests.Session.send  # before Odoo's tests block the network


class LoopbackRequests:
    """Lets a test case reach what runs on the loopback, and nothing else."""

    @classmethod
    def _request_handler(cls, s, r, /, **kw):
        # Odoo's own handler does not understand a (connect, read) timeout.
        if urlsplit(r.url).hostname == "127.0.0.1":
            return _send(s, r, **kw)
        return super()._request_handler(s, r, **kw)


def load_simulator(name):
    """Answer the package of the simulator ``name``, e.g. ``wecom``.

    By its path, because ``tests`` may be any package on the module path.

    :raise FileNotFoundError: when the addon is tested outside its repository
    """
    if NAME not in sys.modules:
        spec = importlib.util.spec_from_file_location(
            NAME, FOLDER / "__init__.py", submodule_search_locations=[str(FOLDER)]
        )
        module = importlib.util.module_from_spec(spec)
        sys.modules[NAME] = module
        spec.loader.exec_module(module)
    return importlib.import_module(f"{NAME}.{name}")
