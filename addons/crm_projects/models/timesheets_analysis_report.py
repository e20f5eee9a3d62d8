from odoo import fields, models

from .cost_groups import COST_GROUPS


class TimesheetsAnalysisReport(models.Model):
    """The analysis of hours shows what they cost to those alone who may know."""

    _inherit = "timesheets.analysis.report"

    amount = fields.Monetary(groups=COST_GROUPS)
    margin = fields.Monetary(groups=COST_GROUPS)
    timesheet_revenues = fields.Monetary(groups=COST_GROUPS)
