from odoo import models


class ProjectMilestone(models.Model):
    """A phase that is reached makes money due."""

    _inherit = "project.milestone"

    def write(self, vals):
        changed = self.browse()
        if "is_reached" in vals:
            # Only what changes was checked; the rest says nothing about money.
            is_reached = bool(vals["is_reached"])
            changed = self.filtered(lambda phase: phase.is_reached != is_reached)
        result = super().write(vals)
        if changed:
            changed._follow_in_plans(is_reached)
        if "code" in vals:
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
                plans._trigger_lines("phase_reached", phase.code, phase.reached_date)
            else:
                plans._take_back_lines(
                    "phase_reached",
                    phase.code,
                    self.env._(
                        "phase %(phase)s was set back to not reached", phase=phase.name
                    ),
                )
