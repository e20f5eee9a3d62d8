def drop_ledger_trigger(env):
    """Uninstalling takes the table; the function behind its trigger goes with it."""
    env.cr.execute(
        "DROP FUNCTION IF EXISTS crm_approval_decision_is_a_ledger() CASCADE"
    )
