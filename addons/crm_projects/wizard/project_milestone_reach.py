from odoo import fields, models


class ProjectMilestoneReach(models.TransientModel):
    """Ask who leads a phase why it is reached before all of it is signed off."""

    _name = "project.milestone.reach"
    _description = "Mark a Phase as Reached"

    milestone_id = fields.Many2one(
        "project.milestone", string="Phase", required=True, ondelete="cascade"
    )
    # What it waits for is read with the reader's own right on the phase.
    reach_note = fields.Text(related="milestone_id.reach_note", related_sudo=False)
    reason = fields.Char(required=True)

    def action_reach(self):
        """Mark it as reached; the reason stays with the phase and the project."""
        self.ensure_one()
        self.milestone_id._reach_despite(self.reason)
        return {"type": "ir.actions.act_window_close"}
