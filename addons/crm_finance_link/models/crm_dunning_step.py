from odoo import fields, models


class CrmDunningStep(models.Model):
    """The ledger of the dunning ladder: which rung an instalment took, and when.

    One row for a rung and a due date, so a second run, a missed day or a killed
    process never asks twice. A later due date begins anew.
    """

    _name = "crm.dunning.step"
    _inherit = ["crm.ledger.mixin"]
    _description = "Dunning Step"
    _order = "id desc"
    _rec_name = "level_name"
    # What follows the instalment; all else is history.
    _ledger_moving = frozenset(
        {"company_id", "currency_id", "partner_id", "team_id", "user_id"}
    )

    plan_line_id = fields.Many2one(
        "crm.payment.plan.line",
        string="Instalment",
        required=True,
        index=True,
        ondelete="cascade",
    )
    due_date = fields.Date(required=True, help="The due date that it is about.")
    days = fields.Integer(string="Level (Days)", required=True)
    level_name = fields.Char(string="Level", required=True)
    is_skipped = fields.Boolean(
        string="Passed Over",
        help="A later level had been reached when the ladder came to it.",
    )
    amount = fields.Monetary(string="Open Then")
    days_overdue = fields.Integer(string="Days Overdue Then")
    done_on = fields.Date(string="On", required=True)
    run_id = fields.Many2one(
        "crm.dunning.run", index="btree_not_null", ondelete="set null"
    )
    currency_id = fields.Many2one(related="plan_line_id.currency_id", store=True)
    partner_id = fields.Many2one(
        related="plan_line_id.partner_id", store=True, index=True
    )
    company_id = fields.Many2one(related="plan_line_id.company_id", store=True)
    user_id = fields.Many2one(related="plan_line_id.user_id", store=True, index=True)
    team_id = fields.Many2one(
        related="plan_line_id.team_id", store=True, index="btree_not_null"
    )

    _step_unique = models.UniqueIndex(
        "(plan_line_id, due_date, days)",
        "This level was taken for this instalment already.",
    )
    _timeline_idx = models.Index("(partner_id, done_on DESC, id DESC)")
