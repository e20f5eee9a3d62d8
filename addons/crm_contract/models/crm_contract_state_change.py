from odoo import api, fields, models


class CrmContractStateChange(models.Model):
    """The ledger of a contract's life after its signature: what, why, by whom, when.

    Written by the code behind the buttons alone; nobody edits or deletes a row.
    """

    _name = "crm.contract.state.change"
    _inherit = ["crm.ledger.mixin"]
    _description = "Change of a Contract's State"
    _order = "id desc"
    _rec_name = "action"
    # The company follows the contract; all else is history.
    _ledger_moving = frozenset({"company_id"})

    contract_id = fields.Many2one(
        "crm.contract", required=True, ondelete="restrict", index=True
    )
    action = fields.Selection(
        [
            ("start", "Started"),
            ("suspend", "Suspended"),
            ("resume", "Resumed"),
            ("close", "Closed"),
            ("terminate", "Terminated"),
        ],
        string="What Happened",
        required=True,
    )
    old_state = fields.Selection(selection="_selection_state", string="From")
    new_state = fields.Selection(selection="_selection_state", string="To")
    reason = fields.Text()
    changed_at = fields.Datetime(
        string="When", required=True, default=fields.Datetime.now
    )
    user_id = fields.Many2one(
        "res.users", string="By", required=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)

    @api.model
    def _selection_state(self):
        states = self.env["crm.contract"]._fields["state"]
        return states._description_selection(self.env)

    def _immutable_message(self):
        return self.env._(
            "%(contract)s: what happened to a contract is a ledger, which is neither "
            "edited nor deleted.",
            contract=", ".join(self.contract_id.mapped("name")),
        )
