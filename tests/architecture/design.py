"""Which addon may know which: the table of the design, to be changed with it."""

from __future__ import annotations

# In this order: each knows only those before it.
CORE = ("crm_approval", "crm_customer", "crm_pipeline", "crm_contract")

# May depend on the core, never on each other.
ON_CORE = (
    "crm_projects",
    "crm_finance_link",
    "crm_connector",
    "crm_insight",
    "crm_marketing",
    "crm_service",
    "crm_privacy",
    "crm_migration",
)

# One adapter a chat tool: knows the channel-neutral connector.
ADAPTERS = ("crm_wecom", "crm_dingtalk")
CONNECTOR = "crm_connector"

# Installs everything; nothing depends on it.
SUITE = "crm_suite"

# Where two siblings must meet: named after both, auto_install.
GLUE = {"crm_projects_finance": ("crm_projects", "crm_finance_link")}

ALLOWED: dict[str, frozenset[str]] = {
    "crm_approval": frozenset(),
    "crm_customer": frozenset(),
    "crm_pipeline": frozenset({"crm_approval", "crm_customer"}),
    "crm_contract": frozenset({"crm_approval", "crm_customer", "crm_pipeline"}),
    **{name: frozenset(CORE) for name in ON_CORE},
    **{name: frozenset({*CORE, CONNECTOR}) for name in ADAPTERS},
    **{name: frozenset({*CORE, *both}) for name, both in GLUE.items()},
    SUITE: frozenset({*CORE, *ON_CORE, *ADAPTERS, *GLUE}),
}

# Addons that talk to the world and must be silenced in a copied database.
INTEGRATIONS = frozenset({CONNECTOR, *ADAPTERS, "crm_contract"})
