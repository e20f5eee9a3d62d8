def migrate(cr, version):
    """Deadlines that differ from those of their phases were set by hand."""
    if not version:
        return
    cr.execute(
        """
        UPDATE project_deliverable item SET has_own_deadline = TRUE
          FROM project_milestone phase
         WHERE phase.id = item.milestone_id
           AND item.deadline IS DISTINCT FROM phase.deadline
           AND item.deadline IS NOT NULL
        """
    )
