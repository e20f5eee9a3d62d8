from odoo import api, fields, models


class ProjectChangeEffort(models.Model):
    """Hours that a change costs one role."""

    _name = "project.change.effort"
    _description = "Effort of a Change Order"
    _inherit = "project.change.line.mixin"
    _order = "order_id, id"
    _rec_name = "role_id"

    order_id = fields.Many2one(
        "project.change.order", required=True, ondelete="cascade", index=True
    )
    role_id = fields.Many2one(
        "project.role", required=True, ondelete="restrict", index=True
    )
    hours = fields.Float(required=True)
    company_id = fields.Many2one(related="order_id.company_id", store=True)

    _hours_positive = models.Constraint(
        "CHECK(hours > 0)", "The hours of a change order's effort are more than 0."
    )
    _once = models.UniqueIndex(
        "(order_id, role_id)", "This role is in the change order already."
    )

    @api.model
    def _approval_counted_fields(self):
        return frozenset({"role_id", "hours"})
