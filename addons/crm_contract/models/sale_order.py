from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# Written by the code behind the buttons alone, whoever writes by RPC.
GUARDED_FIELDS = {
    "contract_id": False,
    "first_revision_id": False,
    "previous_revision_id": False,
    "revision_number": 1,
}
# What an order behind a signed contract may not change any more.
FROZEN_FIELDS = frozenset(
    {
        "state",
        "locked",
        "partner_id",
        "currency_id",
        "pricelist_id",
        "fiscal_position_id",
        "company_id",
    }
)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    contract_id = fields.Many2one(
        "crm.contract", readonly=True, copy=False, index="btree_not_null"
    )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self._check_guarded(set().union(*vals_list))
            # A context may carry them too.
            vals_list = [{**vals, **GUARDED_FIELDS} for vals in vals_list]
        orders = super().create(vals_list)
        if not self.env.su:
            orders.filtered(lambda order: order.state == "sale")._check_gate()
        return orders

    def write(self, vals):
        if not self.env.su:
            self._check_guarded(vals)
            if not FROZEN_FIELDS.isdisjoint(vals):
                self._check_contract_open()
            if vals.get("state") == "sale":
                self.filtered(lambda order: order.state != "sale")._check_gate()
        return super().write(vals)

    def _check_guarded(self, names):
        if named := GUARDED_FIELDS.keys() & set(names):
            raise AccessError(
                self.env._(
                    "%(fields)s of a quotation cannot be written. Use its buttons.",
                    fields=", ".join(
                        self._fields[name]._description_string(self.env)
                        for name in sorted(named)
                    ),
                )
            )

    def _check_gate(self):
        """Raise the reason why one of these may not be confirmed.

        The button, the portal and the payment pass the gate by themselves; this is
        for those who write the state.
        """
        for order in self:
            if message := order._gate_message():
                raise UserError(message)

    def _check_contract_open(self):
        """Raise when one stands behind a contract that is out of our hands."""
        # Who may write an order need not be able to read its contract.
        signed_sudo = self.sudo().filtered(
            lambda order: order.contract_id and order.contract_id.state != "draft"
        )
        if signed_sudo and not self.env.su:
            contract_sudo = signed_sudo[0].contract_id
            raise UserError(contract_sudo._order_fixed_message(signed_sudo[0]))

    def action_create_contract(self):
        """Confirm the approved quotation, if it is not yet, and make its contract.

        :return: the action that opens the contract
        :raises UserError: when it has one already, or may not be confirmed
        """
        self.ensure_one()
        self.check_access("write")
        # Two people may press the button at once: one contract is made.
        self.lock_for_update()
        self.invalidate_recordset(["contract_id", "state"])
        if self.contract_id:
            raise UserError(
                self.env._(
                    "%(order)s belongs to contract %(contract)s already.",
                    order=self.name,
                    contract=self.contract_id.display_name,
                )
            )
        if self.state == "sale":
            self._check_gate()  # it may have changed since it was confirmed
        else:
            self.action_confirm()
        contract = self.env["crm.contract"].create(self._prepare_contract_vals())
        self.sudo().contract_id = contract  # written by code alone
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
