from odoo import api, fields, models


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

    def write(self, vals):
        result = super().write(vals)
        if {"trigger", "trigger_code"} & vals.keys():
            self._link_deliverable()
        return result

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
        contracts = lines_sudo.contract_id
        # Of a supplement, it is the project of its contract.
        whole = contracts.parent_id | contracts.filtered(lambda c: not c.parent_id)
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
