from odoo import api, fields, models


class CrmProtectionChange(models.Model):
    """The ledger of a lead's protection: from which day to which, why, by whom.

    Written by code alone; nobody edits or deletes a row.
    """

    _name = "crm.protection.change"
    _inherit = ["crm.ledger.mixin"]
    _description = "Protection Change"
    _order = "id desc"
    _rec_name = "kind"
    # What a milestone's deletion sets empty, and a merge moves, is not history.
    _ledger_moving = frozenset(
        {"company_id", "days", "lead_id", "milestone_id", "team_id"}
    )

    lead_id = fields.Many2one("crm.lead", required=True, index=True, ondelete="cascade")
    kind = fields.Selection(
        [
            ("granted", "Granted"),
            ("milestone", "Milestone Reached"),
            ("extension", "Extended with Evidence"),
            ("manager", "Set by a Manager"),
            ("expired", "Expired"),
            ("pooled", "Expired, into the Pool"),
            ("won", "Won while Protected"),
        ],
        required=True,
        index=True,
    )
    team_id = fields.Many2one(related="lead_id.team_id", store=True)
    owner_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        help="Who had the opportunity at that moment.",
    )
    days = fields.Integer(
        string="Days Given",
        compute="_compute_days",
        store=True,
        help="By how many days the protection became longer.",
    )
    milestone_id = fields.Many2one(
        "crm.protection.milestone", ondelete="set null", index="btree_not_null"
    )
    old_until = fields.Date(string="Until Before")
    new_until = fields.Date(string="Until")
    note = fields.Text(string="Reason")
    attachment_ids = fields.Many2many("ir.attachment", string="Evidence")
    user_id = fields.Many2one("res.users", string="By", required=True)
    company_id = fields.Many2one(related="lead_id.company_id", store=True)

    @api.depends("old_until", "new_until")
    def _compute_days(self):
        for change in self:
            start = change.old_until or (change.create_date or fields.Datetime.now())
            start = fields.Date.to_date(start)
            until = change.new_until or start
            change.days = (until - start).days if change.kind != "expired" else 0

    def _immutable_message(self):
        return self.env._(
            "The changes of a protection are a ledger: they are neither edited nor "
            "deleted."
        )
