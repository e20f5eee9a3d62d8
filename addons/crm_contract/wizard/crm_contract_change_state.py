from odoo import api, fields, models


class CrmContractChangeState(models.TransientModel):
    """Ask why a contract is suspended, resumed, closed or terminated."""

    _name = "crm.contract.change.state"
    _description = "Change a Contract's State"

    contract_id = fields.Many2one("crm.contract", required=True, ondelete="cascade")
    action = fields.Selection(
        [
            ("suspend", "Suspend"),
            ("resume", "Resume"),
            ("close", "Close"),
            ("terminate", "Terminate"),
        ],
        required=True,
    )
    reason = fields.Text(required=True)
    notes = fields.Text(compute="_compute_notes")

    @api.depends("contract_id", "action")
    @api.depends_context("lang")
    def _compute_notes(self):
        for wizard in self:
            # Said of money and projects that the salesperson cannot read himself.
            contract_sudo = wizard.contract_id.sudo()
            notes = contract_sudo and contract_sudo._get_state_change_notes(
                wizard.action
            )
            wizard.notes = "\n".join(notes or [])

    def action_confirm(self):
        """Do it, with the reason that was typed."""
        self.ensure_one()
        self.contract_id._change_state(self.action, self.reason)
        return {"type": "ir.actions.act_window_close"}
