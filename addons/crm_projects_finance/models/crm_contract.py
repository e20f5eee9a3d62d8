from odoo import models


class CrmContract(models.Model):
    """Joins the contract's payment plan to its project, whichever comes last."""

    _inherit = "crm.contract"

    def _create_design_project(self):
        project = super()._create_design_project()
        self._link_plan_to_project()
        return project

    def _create_payment_plan(self):
        plan = super()._create_payment_plan()
        self._link_plan_to_project()
        return plan

    def _link_plan_to_project(self):
        """Link the instalments and say which of them nothing will ever make due."""
        contract_sudo = self.sudo()  # the signer sees neither project nor plan
        lines_sudo = contract_sudo.plan_line_ids
        if not lines_sudo or not contract_sudo.project_ids:
            return
        lines_sudo._link_deliverable()
        phases = set(contract_sudo.project_ids.milestone_ids.mapped("code"))
        lost = lines_sudo.filtered(
            lambda line: (
                (line.trigger == "deliverable_signed_off" and not line.deliverable_id)
                or (line.trigger == "phase_reached" and line.trigger_code not in phases)
            )
        )
        if lost:
            contract_sudo.message_post(
                body=self.env._(
                    "Nothing in the project makes these instalments due: %(lines)s. "
                    "Check their codes in the payment plan.",
                    lines=", ".join(lost.mapped("name")),
                )
            )
