def migrate(cr, version):
    """Durations of phases were calendar days; now they are working days."""
    if not version:
        return
    cr.execute(
        """
        UPDATE project_milestone
           SET duration_days = greatest(1, round(duration_days * 5 / 7.0)::int)
         WHERE duration_days > 0
        """
    )
