from odoo import api, fields, models
from odoo.exceptions import AccessError

#: What a phase is planned for, may begin with, and makes due by its code; its buttons
#: do the rest.
PLANNED = {
    "planned_start_date",
    "deadline",
    "gate",
    "actual_start_date",
    "reached_date",
    "code",
}


class ProjectMilestone(models.Model):
    """Who leads a design project plans its phases; who draws in it does not."""

    _inherit = "project.milestone"

    may_plan = fields.Boolean(
        compute="_compute_may_plan", help="Whether you may change its planned dates."
    )

    @api.depends("project_id.user_id", "project_id.contract_id")
    @api.depends_context("uid")
    def _compute_may_plan(self):
        led = self.project_id._filtered_access("write")
        for phase in self:
            # Whether a project has a contract is no secret; which one it is, may be.
            project_sudo = phase.project_id.sudo()
            phase.may_plan = (
                not project_sudo.contract_id
                or phase.project_id in led
                or project_sudo.user_id == self.env.user
            )

    def write(self, vals):
        if self.env.su:
            return super().write(vals)
        moved = self._get_leaving(vals)
        (self if PLANNED & vals.keys() else moved)._check_may_plan()
        result = super().write(vals)
        # What was reached in another project makes nothing due in this one.
        moved._check_may_plan()
        moved.filtered("is_reached")._check_may_reach()
        return result

    def _get_leaving(self, vals):
        """Return those that ``vals`` puts into another project."""
        if "project_id" not in vals:
            return self.browse()
        return self.filtered(lambda phase: phase.project_id.id != vals["project_id"])

    def _check_may_plan(self):
        """Refuse to plan phases that somebody else plans.

        :raise AccessError: names the phase and who may plan it
        """
        for phase in self:
            if not phase.may_plan:
                raise AccessError(
                    self.env._(
                        "Dates, code, gate, checklist and state of phase %(phase)s are "
                        "changed by who leads %(project)s (%(lead)s) or by a project "
                        "manager. Ask there; the dates of your deliverables follow.",
                        phase=phase.name,
                        project=phase.project_id.name,
                        lead=phase.project_id.sudo().user_id.name or "-",
                    )
                )
