from odoo import fields, models


class CrmContractAcceptance(models.Model):
    """The ledger of acceptances: when the client accepted, and who recorded it.

    The last row of a contract says what holds. Written by code alone.
    """

    _name = "crm.contract.acceptance"
    _inherit = ["crm.ledger.mixin"]
    _description = "Acceptance of a Contract"
    _order = "id desc"
    _rec_name = "action"
    _ledger_moving = frozenset({"company_id"})

    contract_id = fields.Many2one(
        "crm.contract", required=True, ondelete="restrict", index=True
    )
    action = fields.Selection(
        [("accepted", "Accepted"), ("withdrawn", "Taken Back")],
        string="What Happened",
        required=True,
    )
    date = fields.Date(string="Accepted on", required=True)
    warranty_months = fields.Integer(string="Warranty (months)")
    reason = fields.Text(string="Note")
    user_id = fields.Many2one(
        "res.users", string="By", required=True, ondelete="restrict"
    )
    changed_at = fields.Datetime(
        string="When", required=True, default=fields.Datetime.now
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)

    def _immutable_message(self):
        return self.env._(
            "%(contract)s: what was accepted is a ledger, which is neither edited nor "
            "deleted.",
            contract=", ".join(self.contract_id.mapped("name")),
        )
