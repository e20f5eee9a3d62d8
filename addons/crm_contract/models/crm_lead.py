from odoo import fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    contract_ids = fields.One2many("crm.contract", "lead_id", string="Contracts")
    contract_count = fields.Integer(compute="_compute_contract_count")

    def _compute_contract_count(self):
        counts = dict(
            self.env["crm.contract"]._read_group(
                [("lead_id", "in", self.ids), ("parent_id", "=", False)],
                ["lead_id"],
                ["__count"],
            )
        )
        for lead in self:
            lead.contract_count = counts.get(lead, 0)

    def _merge_opportunity(self, *args, **kwargs):
        """Keep the contracts of the opportunities that are merged away."""
        # Whoever may merge, a contract stays with its opportunity.
        contracts_sudo = self.env["crm.contract"].sudo()
        contracts_sudo = contracts_sudo.search([("lead_id", "in", self.ids)])
        merged = super()._merge_opportunity(*args, **kwargs)
        contracts_sudo.lead_id = merged
        return merged

    def action_view_contracts(self):
        """Open the contracts of this opportunity."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_contract.crm_contract_action"
        )
        action["domain"] = [("lead_id", "=", self.id)]
        return action
