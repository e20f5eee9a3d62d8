from odoo import api, fields, models

from odoo.addons.crm_finance_link.models.crm_payment_plan import TOTAL_DEFERRED

#: These say what an instalment waits for.
POINTING_FIELDS = {"trigger", "trigger_code"}


class CrmPaymentPlanLine(models.Model):
    """Instalments know the deliverable or phase they wait for."""

    _inherit = "crm.payment.plan.line"

    deliverable_id = fields.Many2one(
        "project.deliverable",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._follow_project_now()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if POINTING_FIELDS & vals.keys():
            self._follow_project_now()
        return result

    def _follow_project_now(self):
        """Follow the project, unless the plan asks it once all its lines are saved."""
        if self.env.context.get("plan_total_check") is not TOTAL_DEFERRED:
            self._follow_pointed()

    def _follow_pointed(self):
        """Follow the project; what was let wait again is for finance to make due."""
        kept = (
            self.browse() if self._is_finance() else self.filtered("taken_back_count")
        )
        kept._link_deliverable()
        (self - kept)._follow_project()

    @api.model
    def _check_vals(self, names):
        # What it waits for says when it is due, and that is for finance to say.
        if "deliverable_id" in names or "default_deliverable_id" in self.env.context:
            names = {*names, "triggered_date"}
        return super()._check_vals(names)

    def _link_deliverable(self):
        """Find the deliverable that ``trigger_code`` names in the project."""
        # The plan's editor need not see the project.
        lines_sudo = self.sudo()
        whole = lines_sudo.contract_id._get_wholes()
        by_code = {
            (deliverable.contract_id.id, deliverable.code): deliverable.id
            for deliverable in whole.project_ids.deliverable_ids
        }
        for line in lines_sudo:
            found = line.trigger == "deliverable_signed_off" and by_code.get(
                (line.contract_id._get_whole().id, line.trigger_code)
            )
            if (found or False) != line.deliverable_id.id:
                line.deliverable_id = found
