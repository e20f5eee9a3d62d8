"""Who sees which figures of a project: fields name these groups."""

#: Hours planned and spent, as sums; whose they are is up to the timesheets' rules.
HOURS_GROUPS = (
    "project.group_project_user,account.group_account_readonly,"
    "account.group_account_invoice"
)
#: What work costs and what is left of the fee.
COST_GROUPS = (
    "project.group_project_manager,account.group_account_readonly,"
    "account.group_account_invoice,analytic.group_analytic_accounting"
)
