from odoo import api, fields, models


class CrmPoolRunLine(models.Model):
    """One record that a run put into a pool, and what an undo made of it."""

    _name = "crm.pool.run.line"
    _description = "Record Taken by a Run"
    _order = "id"
    _rec_name = "run_id"
    _log_access = False

    run_id = fields.Many2one(
        "crm.pool.run", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="run_id.company_id")
    rule_id = fields.Many2one("crm.pool.rule", index=True, ondelete="set null")
    pool_id = fields.Many2one("crm.pool", index=True, ondelete="cascade")
    lead_id = fields.Many2one(
        "crm.lead", string="Opportunity", index="btree_not_null", ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", index="btree_not_null", ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", string="Last Owner", index=True)
    pooled_at = fields.Datetime(string="Taken At")
    state = fields.Selection(
        [
            ("pooled", "Taken"),
            ("returned", "Given Back"),
            ("claimed", "Kept: has another owner by now"),
            ("owner_gone", "Kept: its owner is archived"),
            ("changed", "Kept: moved since"),
        ],
        required=True,
        default="pooled",
    )
    record_name = fields.Char(string="Record", compute="_compute_record_name")

    @api.depends("lead_id", "partner_id")
    def _compute_record_name(self):
        for line in self:
            line.record_name = (line.lead_id or line.partner_id).display_name
