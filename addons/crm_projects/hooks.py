from odoo.tools import SQL


def drop_signed_rows_trigger(env):
    """Uninstalling takes the tables; the functions behind their triggers go too."""
    for name in (
        "project_deliverable_version_is_signed",
        "project_change_order_is_accepted",
        "project_site_visit_is_closed",
    ):
        env.cr.execute(
            SQL("DROP FUNCTION IF EXISTS %s() CASCADE", SQL.identifier(name))
        )
