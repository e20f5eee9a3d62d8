from odoo import api, fields, models

from .cost_groups import COST_GROUPS


class AccountAnalyticLine(models.Model):
    """Hours are spent on a phase and a deliverable; what they cost is not for all."""

    _inherit = "account.analytic.line"

    # Hours times hourly cost is what a colleague earns.
    amount = fields.Monetary(groups=COST_GROUPS)
    deliverable_id = fields.Many2one(
        "project.deliverable",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('project_id', '=?', project_id), ('is_template', '=', False)]",
    )
    phase_id = fields.Many2one(
        "project.milestone",
        compute="_compute_phase_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('project_id', '=?', project_id)]",
        help="Follows from the deliverable or the task; without them it is chosen.",
    )

    @api.depends("deliverable_id.milestone_id", "task_id.milestone_id", "project_id")
    def _compute_phase_id(self):
        for line in self:
            phase = line.deliverable_id.milestone_id or line.task_id.milestone_id
            # What was chosen stays as long as it belongs to the project.
            if not phase and line.phase_id.project_id == line.project_id:
                phase = line.phase_id
            line.phase_id = phase

    @api.onchange("deliverable_id")
    def _onchange_deliverable_id(self):
        if project := self.deliverable_id.project_id:
            self.project_id = project

    @api.onchange("project_id")
    def _onchange_project_id(self):
        result = super()._onchange_project_id()
        if self.deliverable_id.project_id != self.project_id:
            self.deliverable_id = False
        return result

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals.update(self._prepare_place_vals(vals))
        return super().create(vals_list)

    @api.model
    def _prepare_place_vals(self, vals):
        """Return the project of hours for which a deliverable or a phase is named."""
        if vals.get("project_id") or vals.get("task_id"):
            return {}
        # Whether he may book there is said by the rules, when the line is made.
        place_sudo = (
            self.env["project.deliverable"].sudo().browse(vals.get("deliverable_id"))
            or self.env["project.milestone"].sudo().browse(vals.get("phase_id"))
        ).project_id
        return {"project_id": place_sudo.id} if place_sudo else {}
