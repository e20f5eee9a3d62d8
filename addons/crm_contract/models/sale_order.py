from odoo import fields, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    _inherit = "sale.order"

    contract_id = fields.Many2one(
        "crm.contract", readonly=True, copy=False, index="btree_not_null"
    )

    def action_create_contract(self):
        """Confirm the approved quotation, if it is not yet, and make its contract.

        :return: the action that opens the contract
        :raises UserError: when it has one already, or may not be confirmed
        """
        self.ensure_one()
        if self.contract_id:
            raise UserError(
                self.env._(
                    "%(order)s belongs to contract %(contract)s already.",
                    order=self.name,
                    contract=self.contract_id.display_name,
                )
            )
        if self.state != "sale":
            self.action_confirm()
        contract = self.env["crm.contract"].create(self._prepare_contract_vals())
        self.contract_id = contract
        return contract.get_formview_action()

    def _prepare_contract_vals(self):
        lead = self.opportunity_id
        return {
            "title": lead.project_name or lead.name or self.partner_id.name,
            "partner_id": self.partner_id.id,
            "lead_id": lead.id,
            "registration_id": lead.registration_id.id,
            "design_type_id": lead.design_type_id.id,
            "site_address": lead.site_address,
            "area": lead.area,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "user_id": self.user_id.id,
            "team_id": self.team_id.id,
            "note": self.note,
        }

    def action_view_contract(self):
        """Open the contract of this order."""
        self.ensure_one()
        return self.contract_id.get_formview_action()
