from odoo.tools import SQL

#: Functions behind triggers of this addon's tables.
FUNCTIONS = (
    "project_deliverable_version_is_signed",
    "project_change_order_is_accepted",
    "project_site_visit_is_closed",
)
#: Tables of this addon whose rows hold its roles, which Odoo deletes before the tables.
HOLD_ROLES = ("project_change_effort", "project_member")


def prepare_uninstall(env):
    """Uninstalling takes the tables; what Odoo does not take with them goes first."""
    for name in FUNCTIONS:
        env.cr.execute(
            SQL("DROP FUNCTION IF EXISTS %s() CASCADE", SQL.identifier(name))
        )
    for table in HOLD_ROLES:
        env.cr.execute(SQL("DELETE FROM %s", SQL.identifier(table)))
