from odoo import api, fields, models


class CrmDunningStep(models.Model):
    """The ledger of the dunning ladder: which rung something took, and when.

    Something is an instalment, or a posted invoice that claims none.

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
        index="btree_not_null",
        ondelete="cascade",
    )
    move_id = fields.Many2one(
        "account.move",
        string="Invoice",
        index="btree_not_null",
        ondelete="cascade",
        help="An invoice that claims no instalment.",
    )
    item_name = fields.Char(
        string="Instalment or Invoice",
        compute="_compute_item_name",
        compute_sudo=True,
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
    currency_id = fields.Many2one(
        "res.currency", compute="_compute_from_item", store=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        compute="_compute_from_item",
        store=True,
        index=True,
    )
    company_id = fields.Many2one(
        "res.company", compute="_compute_from_item", store=True
    )
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        compute="_compute_from_item",
        store=True,
        index=True,
    )
    team_id = fields.Many2one(
        "crm.team", compute="_compute_from_item", store=True, index="btree_not_null"
    )

    _step_unique = models.UniqueIndex(
        "(plan_line_id, due_date, days)",
        "This level was taken for this instalment already.",
    )
    _invoice_step_unique = models.UniqueIndex(
        "(move_id, due_date, days) WHERE move_id IS NOT NULL",
        "This level was taken for this invoice already.",
    )
    _one_item = models.Constraint(
        "CHECK(num_nonnulls(plan_line_id, move_id) = 1)",
        "A step is about an instalment or about an invoice.",
    )
    _timeline_idx = models.Index("(partner_id, done_on DESC, id DESC)")

    @api.depends(
        "move_id.commercial_partner_id",
        "move_id.company_id",
        "move_id.currency_id",
        "move_id.invoice_user_id",
        "move_id.team_id",
        "plan_line_id.company_id",
        "plan_line_id.currency_id",
        "plan_line_id.partner_id",
        "plan_line_id.team_id",
        "plan_line_id.user_id",
    )
    def _compute_from_item(self):
        for step in self:
            line, move = step.plan_line_id, step.move_id
            item = line or move
            step.company_id = item.company_id
            step.currency_id = item.currency_id
            step.team_id = item.team_id
            step.partner_id = line.partner_id or move.commercial_partner_id
            step.user_id = line.user_id if line else move.invoice_user_id

    @api.depends("move_id", "plan_line_id")
    def _compute_item_name(self):
        for step in self:
            step.item_name = (step.plan_line_id or step.move_id).display_name
