from odoo import fields, models
from odoo.exceptions import UserError


class CrmLeadStageChange(models.Model):
    """The ledger of stages: how long an opportunity was in which. Code writes it."""

    _name = "crm.lead.stage.change"
    _description = "Stage Change"
    _order = "id desc"
    _rec_name = "stage_id"
    _log_access = False

    lead_id = fields.Many2one("crm.lead", required=True, index=True, ondelete="cascade")
    old_stage_id = fields.Many2one(
        "crm.stage", string="From", index="btree_not_null", ondelete="restrict"
    )
    stage_id = fields.Many2one(
        "crm.stage", string="To", required=True, index=True, ondelete="restrict"
    )
    changed_at = fields.Datetime(string="When", required=True, index=True)
    days = fields.Float(
        string="Days in the Stage Left", digits=(8, 2), aggregator="avg"
    )
    owner_id = fields.Many2one(
        "res.users", string="Salesperson", index="btree_not_null", ondelete="set null"
    )
    team_id = fields.Many2one(
        "crm.team", string="Sales Team", index="btree_not_null", ondelete="set null"
    )
    user_id = fields.Many2one("res.users", string="Moved by", ondelete="set null")
    company_id = fields.Many2one("res.company", ondelete="cascade")

    def write(self, vals):
        # A merge moves rows to the opportunity that is kept; nothing else changes.
        if set(vals) - {"lead_id"}:
            raise UserError(
                self.env._(
                    "The history of stages is a ledger: move the opportunity itself."
                )
            )
        return super().write(vals)
