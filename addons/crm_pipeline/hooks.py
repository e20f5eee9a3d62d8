def build_conflict_keys(env):
    """Let the conflict check know the customers and leads that are there already."""
    env["crm.conflict.key"]._rebuild()
