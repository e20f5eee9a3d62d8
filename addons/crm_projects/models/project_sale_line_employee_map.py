from odoo import fields, models

from .cost_groups import COST_GROUPS


class ProjectSaleLineEmployeeMap(models.Model):
    """What a person costs in a project is read by all employees in Odoo, not here."""

    _inherit = "project.sale.line.employee.map"

    cost = fields.Monetary(groups=COST_GROUPS)
