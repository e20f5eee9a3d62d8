from odoo import fields, models

CLIENT_REVIEW = "client_review"
CHANGE_ORDER = "change_order"


class ProjectDelay(models.Model):
    """Working days by which a project became later, and through whom."""

    _name = "project.delay"
    _description = "Delay of a Project"
    _order = "date desc, id desc"

    project_id = fields.Many2one(
        "project.project", required=True, ondelete="cascade", index=True
    )
    milestone_id = fields.Many2one(
        "project.milestone",
        string="Phase",
        required=True,
        ondelete="cascade",
        index=True,
        domain="[('project_id', '=', project_id)]",
    )
    version_id = fields.Many2one(
        "project.deliverable.version",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
    )
    change_order_id = fields.Many2one(
        "project.change.order",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
    )
    cause = fields.Selection(
        [
            (CLIENT_REVIEW, "Review by the client"),
            (CHANGE_ORDER, "Change order"),
            ("client_change", "Change asked for by the client"),
            ("authority", "Authority or third party"),
            ("internal", "Our own"),
        ],
        required=True,
        default="internal",
    )
    days = fields.Integer(string="Working Days", required=True, aggregator="sum")
    date = fields.Date(
        required=True, default=lambda self: self.env.company._get_work_day()
    )
    note = fields.Char()
    user_id = fields.Many2one(
        "res.users",
        string="Recorded by",
        readonly=True,
        default=lambda self: self.env.user,
    )
    company_id = fields.Many2one(related="project_id.company_id", store=True)

    _days_positive = models.Constraint(
        "CHECK(days > 0)", "A delay is at least one working day."
    )
    _once_a_version = models.UniqueIndex(
        "(version_id) WHERE version_id IS NOT NULL",
        "The delay through the review of this version is recorded already.",
    )
    _once_a_change = models.UniqueIndex(
        "(change_order_id, milestone_id) WHERE change_order_id IS NOT NULL",
        "The delay of this phase through this change order is recorded already.",
    )
