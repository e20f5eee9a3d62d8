from odoo import models


class ProjectMilestone(models.Model):
    """A phase that is reached makes money due."""

    _inherit = "project.milestone"

    def write(self, vals):
        result = super().write(vals)
        if "is_reached" in vals:
            self._follow_in_plans(vals["is_reached"])
        elif "code" in vals:
            # As above: designers see no plan.
            self.sudo().project_id.contract_id._follow_project()
        return result

    def _follow_in_plans(self, is_reached):
        """Make due what waits for these phases, or let it wait again."""
        # Designers mark phases and see no plan.
        contracts_sudo = self.sudo().project_id.contract_id
        plans_sudo = (contracts_sudo | contracts_sudo.supplement_ids).plan_ids
        for phase in self.filtered("code"):
            plans = plans_sudo.filtered(
                lambda plan, phase=phase: (
                    plan.contract_id._get_whole() == phase.sudo().project_id.contract_id
                )
            )
            if is_reached:
                plans._trigger_lines("phase_reached", phase.code)
            else:
                plans._take_back_lines(
                    "phase_reached",
                    phase.code,
                    self.env._(
                        "phase %(phase)s was set back to not reached", phase=phase.name
                    ),
                )
