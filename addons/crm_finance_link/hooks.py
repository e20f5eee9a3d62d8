def clean_up(env):
    """Take away what the tables and data of this addon do not take with them."""
    drop_total_trigger(env)
    remove_calls(env)


def drop_total_trigger(env):
    """Uninstalling takes the table; the function behind its trigger goes too."""
    env.cr.execute(
        "DROP FUNCTION IF EXISTS crm_payment_plan_line_within_contract() CASCADE"
    )


def remove_calls(env):
    """Take away the calls that the dunning ladder planned: their type goes, too."""
    call_type = env.ref("crm_finance_link.mail_activity_type_collection", False)
    if call_type:
        calls = env["mail.activity"].with_context(active_test=False)
        calls.search([("activity_type_id", "=", call_type.id)]).unlink()
