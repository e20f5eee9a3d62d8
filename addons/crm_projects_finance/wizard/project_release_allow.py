from odoo import fields, models


class ProjectReleaseAllow(models.TransientModel):
    """Ask why a version goes out although money is overdue."""

    _name = "project.release.allow"
    _description = "Allow a Release"

    version_id = fields.Many2one(
        "project.deliverable.version", required=True, ondelete="cascade"
    )
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Allow it, with the reason that was typed."""
        self.ensure_one()
        self.version_id._allow_release(self.reason)
        return {"type": "ir.actions.act_window_close"}
