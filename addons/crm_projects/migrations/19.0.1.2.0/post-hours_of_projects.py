def migrate(cr, version):
    """Budgeted hours are Odoo's allocated hours now, which timesheets know of."""
    cr.execute(
        """
        UPDATE project_project SET allocated_hours = budget_hours
        WHERE budget_hours > 0 AND COALESCE(allocated_hours, 0) = 0
        """
    )
