from odoo import models


class ProjectMilestone(models.Model):
    """A phase that is reached makes money due."""

    _inherit = "project.milestone"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("is_reached"):
            self._trigger_instalments()
        return result

    def _trigger_instalments(self):
        """Make due what waits for these phases."""
        # Designers mark phases and see no plan.
        contracts_sudo = self.sudo().project_id.contract_id
        plans_sudo = (contracts_sudo | contracts_sudo.supplement_ids).plan_ids
        for phase in self.filtered("code"):
            plans = plans_sudo.filtered(
                lambda plan, phase=phase: (
                    plan.contract_id._get_whole() == phase.sudo().project_id.contract_id
                )
            )
            plans._trigger_lines("phase_reached", phase.code)
