from odoo import fields, models


class CrmFeeStageSplitLine(models.Model):
    """What a stage is planned to cost: the company says it, not who sells."""

    _inherit = "crm.fee.stage.split.line"

    planned_cost_percent = fields.Float(
        string="Planned Cost (%)",
        digits=(6, 2),
        groups="sales_team.group_sale_manager",
        help="What this stage costs us, in percent of its fee by this table before any "
        "float or discount. 0: not known.",
    )

    _planned_cost_sound = models.Constraint(
        "CHECK(planned_cost_percent >= 0 AND planned_cost_percent <= 1000)",
        "The planned cost of a stage is between 0 and 1000 % of its fee.",
    )
