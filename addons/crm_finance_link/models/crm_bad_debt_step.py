from odoo import fields, models


class CrmBadDebtStep(models.Model):
    """The ledger of a bad debt: what was done or proposed, why, by whom, when."""

    _name = "crm.bad.debt.step"
    _inherit = ["crm.ledger.mixin"]
    _description = "Step of a Bad Debt"
    _order = "id desc"
    _rec_name = "act"
    # The company follows the case; all else is history.
    _ledger_moving = frozenset({"company_id"})

    debt_id = fields.Many2one(
        "crm.bad.debt", required=True, index=True, ondelete="restrict"
    )
    act = fields.Selection(
        [
            ("legal", "Legal letter proposed"),
            ("agreement", "Instalments agreed"),
            ("write_off", "Write-off proposed"),
            ("reopen", "To decide anew"),
            ("close", "Closed"),
        ],
        string="What",
        required=True,
    )
    words = fields.Text(string="Why", required=True)
    amount = fields.Monetary(string="Open Then")
    currency_id = fields.Many2one(related="debt_id.currency_id")
    company_id = fields.Many2one(related="debt_id.company_id", store=True)
    done_at = fields.Datetime(string="When", default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", string="By", required=True)
