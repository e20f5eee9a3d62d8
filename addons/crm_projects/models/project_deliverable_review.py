from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL


class ProjectDeliverable(models.Model):
    """Whether the versions of a deliverable are reviewed before they go out."""

    _inherit = "project.deliverable"

    needs_review = fields.Boolean(
        string="Internal Review",
        default=True,
        tracking=True,
        help="A version is released only after proof-reading, check and approval.",
    )
    review_state = fields.Selection(
        related="current_version_id.approval_state",
        string="Review",
        groups="base.group_user",
    )
    can_request_review = fields.Boolean(
        related="current_version_id.can_request_review", groups="base.group_user"
    )
    comment_ids = fields.One2many(
        "project.deliverable.comment", "deliverable_id", string="Comments"
    )
    last_comment_number = fields.Integer(
        default=0, copy=False, readonly=True, groups="base.group_user"
    )

    @api.model_create_multi
    def create(self, vals_list):
        deliverables = super().create(vals_list)
        deliverables.filtered(lambda item: not item.needs_review)._check_may_waive()
        return deliverables

    def write(self, vals):
        if "needs_review" in vals:
            self._check_may_waive()
        return super().write(vals)

    def _check_may_waive(self):
        """Let only those who lead the project decide what is reviewed."""
        if self.env.su or self.env.user.has_group("project.group_project_manager"):
            return
        for deliverable in self:
            if deliverable.project_id.user_id != self.env.user:
                raise AccessError(
                    self.env._(
                        "Whether %(deliverable)s is reviewed is decided by the lead of "
                        "%(project)s.",
                        deliverable=deliverable.name,
                        project=deliverable.project_id.name,
                    )
                )

    def action_upload(self, filename, data_base64, note=None):
        earlier = self.version_ids
        version = super().action_upload(filename, data_base64, note)
        earlier._withdraw_review()
        return version

    def action_request_review(self):
        """Send the latest version to its internal review."""
        self.ensure_one()
        return self.current_version_id.action_request_approval()

    def _take_comment_number(self):
        """Reserve the next number of a comment; as ``_take_next_number``."""
        [[number]] = self.env.execute_query(
            SQL(
                "UPDATE project_deliverable SET last_comment_number ="
                " coalesce(last_comment_number, 0) + 1 WHERE id = %s"
                " RETURNING last_comment_number",
                self.id,
            )
        )
        self.invalidate_recordset(["last_comment_number"])
        return number
