"""A pytest plugin: Odoo's lint tests look at our addons instead of all of Odoo.

``LINTED_ADDONS`` names them (``a,b``).
"""

from __future__ import annotations

import os

from odoo.modules import Manifest

NAMES = {name for name in os.environ.get("LINTED_ADDONS", "").split(",") if name}
all_manifests = Manifest.all_addon_manifests


def our_manifests() -> list[Manifest]:
    """Return the manifests of the addons that are to be looked at."""
    return [manifest for manifest in all_manifests() if manifest.name in NAMES]


Manifest.all_addon_manifests = staticmethod(our_manifests)
