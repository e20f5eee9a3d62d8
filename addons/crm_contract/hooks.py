def drop_evidence_triggers(env):
    """Uninstalling takes the tables; the function behind their triggers goes too."""
    env.cr.execute("DROP FUNCTION IF EXISTS crm_contract_evidence_is_fixed() CASCADE")
