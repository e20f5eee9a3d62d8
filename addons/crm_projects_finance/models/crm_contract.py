from odoo import models


class CrmContract(models.Model):
    """Joins the plans of a contract to its project, whichever comes last."""

    _inherit = "crm.contract"

    def _create_design_project(self):
        project = super()._create_design_project()
        if project and not project.account_id:
            # Invoices and costs of the project meet in its analytic account.
            project._create_analytic_account()
        self._link_plan_to_project()
        for supplement in self.sudo().supplement_ids:  # the signer may not read them
            supplement._link_plan_to_project()
        return project

    def _create_payment_plan(self):
        plan = super()._create_payment_plan()
        self._link_plan_to_project()
        return plan

    def _link_plan_to_project(self):
        """Link the instalments, make due what happened already, and say what is lost.

        A supplement is carried out by the project of its contract, so what it waits
        for may have been signed off long before.
        """
        contract_sudo = self.sudo()  # the signer sees neither project nor plan
        lines_sudo = contract_sudo.plan_line_ids
        projects_sudo = contract_sudo._get_whole().project_ids
        if not lines_sudo or not projects_sudo:
            return
        lines_sudo._link_deliverable()
        # Those that finance let wait again go on waiting.
        lines_sudo.filtered(lambda line: not line.taken_back_count)._follow_project()
        lines_sudo._name_project_on_drafts()
        phases = projects_sudo.milestone_ids.filtered("code")
        contract_sudo._tell_lost_lines(lines_sudo, set(phases.mapped("code")))

    def _get_wholes(self):
        """Return the contracts these belong to: a project is one of a contract."""
        return self.parent_id | self.filtered(lambda contract: not contract.parent_id)

    def _follow_project(self):
        """Let what waits in the plans of these and their supplements look again."""
        family = self | self.supplement_ids
        family.plan_line_ids.filtered(
            lambda line: not (line.triggered_date or line.taken_back_count)
        )._follow_project()

    def _tell_lost_lines(self, lines, phases):
        """Say which instalments nothing in the project will ever make due."""
        lost = lines.filtered(
            lambda line: (
                (line.trigger == "deliverable_signed_off" and not line.deliverable_id)
                or (line.trigger == "phase_reached" and line.trigger_code not in phases)
            )
        )
        if lost:
            self.message_post(
                body=self.env._(
                    "Nothing in the project makes these instalments due: %(lines)s. "
                    "Check their codes in the payment plan.",
                    lines=", ".join(lost.mapped("name")),
                )
            )
