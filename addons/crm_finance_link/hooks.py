def drop_total_trigger(env):
    """Uninstalling takes the table; the function behind its trigger goes too."""
    env.cr.execute(
        "DROP FUNCTION IF EXISTS crm_payment_plan_line_within_contract() CASCADE"
    )
