from odoo import api, fields, models


class ProjectChangeEffect(models.Model):
    """By how many working days a change makes a phase longer."""

    _name = "project.change.effect"
    _description = "Effect of a Change Order on a Phase"
    _inherit = "project.change.line.mixin"
    _order = "order_id, id"
    _rec_name = "milestone_id"

    order_id = fields.Many2one(
        "project.change.order", required=True, ondelete="cascade", index=True
    )
    project_id = fields.Many2one(related="order_id.project_id")
    milestone_id = fields.Many2one(
        "project.milestone",
        string="Phase",
        required=True,
        ondelete="restrict",
        index=True,
        domain="[('project_id', '=', project_id)]",
        help="It becomes longer; all that follows it moves.",
    )
    days = fields.Integer(string="Working Days", required=True)
    company_id = fields.Many2one(related="order_id.company_id", store=True)

    _days_positive = models.Constraint(
        "CHECK(days > 0 AND days <= 1000)",
        "A change makes a phase longer by 1 to 1000 working days.",
    )
    _once = models.UniqueIndex(
        "(order_id, milestone_id)", "This phase is in the change order already."
    )

    @api.model
    def _approval_counted_fields(self):
        return frozenset({"milestone_id", "days"})
