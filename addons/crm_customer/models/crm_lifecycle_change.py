from odoo import fields, models

KINDS = [
    ("first", "Begun"),
    ("event", "By an Event"),
    ("idle", "By Idleness"),
    ("manual", "By Hand"),
]


class CrmLifecycleChange(models.Model):
    """The ledger of the lifecycle: which customer was in which stage, and how long.

    Code writes one row whenever the stage changes; nobody edits or deletes one.
    """

    _name = "crm.lifecycle.change"
    _inherit = ["crm.ledger.mixin"]
    _description = "Change of Lifecycle Stage"
    _order = "changed_at desc, id desc"
    _rec_name = "stage_id"
    _log_access = False

    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, ondelete="cascade", index=True
    )
    previous_stage_id = fields.Many2one(
        "crm.lifecycle.stage",
        string="From",
        ondelete="restrict",
        index="btree_not_null",
    )
    stage_id = fields.Many2one(
        "crm.lifecycle.stage", string="To", ondelete="restrict", index="btree_not_null"
    )
    changed_at = fields.Datetime(
        string="When", required=True, default=fields.Datetime.now
    )
    days = fields.Float(
        string="Days Before",
        digits=(12, 1),
        aggregator="avg",
        help="How long the customer was in the stage before.",
    )
    kind = fields.Selection(KINDS, string="Why", required=True)
    event_id = fields.Many2one(
        "crm.business.event", index="btree_not_null", ondelete="set null"
    )
    note = fields.Char(string="Reason")
    user_id = fields.Many2one("res.users", string="By", ondelete="restrict", index=True)

    _timeline_idx = models.Index("(partner_id, changed_at, id)")

    def _immutable_message(self):
        return self.env._(
            "The history of the lifecycle is a ledger: it is neither changed nor "
            "deleted. Change the stage of the customer; a new line follows."
        )
