from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmContractAccept(models.TransientModel):
    """Ask when the client accepted the whole, or why that is taken back."""

    _name = "crm.contract.accept"
    _description = "Accept a Contract"

    contract_id = fields.Many2one("crm.contract", required=True, ondelete="cascade")
    action = fields.Selection(
        [("accepted", "Accepted"), ("withdrawn", "Taken Back")], required=True
    )
    date = fields.Date(string="Accepted on", default=fields.Date.context_today)
    warranty_months = fields.Integer(
        string="Warranty (months)",
        compute="_compute_warranty_months",
        store=True,
        readonly=False,
    )
    may_change_warranty = fields.Boolean(compute="_compute_may_change_warranty")
    reason = fields.Text(string="Note")

    @api.depends("contract_id")
    def _compute_warranty_months(self):
        for wizard in self:
            wizard.warranty_months = wizard.contract_id.warranty_months

    @api.depends_context("uid")
    def _compute_may_change_warranty(self):
        self.may_change_warranty = self.env.user.has_groups(
            "account.group_account_invoice,sales_team.group_sale_manager"
        )

    def action_confirm(self):
        """Record it."""
        self.ensure_one()
        reason = (self.reason or "").strip()
        contract, date = self.contract_id, self.date
        if self.action == "withdrawn":
            date = contract.date_accepted or date
            if not reason:
                raise UserError(
                    self.env._("%(contract)s: say why.", contract=contract.display_name)
                )
        if not date:
            raise UserError(
                self.env._(
                    "%(contract)s: fill in when the client accepted.",
                    contract=contract.display_name,
                )
            )
        contract._record_acceptance(self.action, date, self.warranty_months, reason)
        return {"type": "ir.actions.act_window_close"}
