def remove_calls(env):
    """Take away the calls that the dunning ladder planned: their type goes, too."""
    call_type = env.ref("crm_finance_link.mail_activity_type_collection", False)
    if call_type:
        calls = env["mail.activity"].with_context(active_test=False)
        calls.search([("activity_type_id", "=", call_type.id)]).unlink()
