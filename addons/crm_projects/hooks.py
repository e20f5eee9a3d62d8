def drop_signed_rows_trigger(env):
    """Uninstalling takes the table; the function behind its trigger goes too."""
    env.cr.execute(
        "DROP FUNCTION IF EXISTS project_deliverable_version_is_signed() CASCADE"
    )
