from odoo import fields, models

REASONS = [
    ("created", "Created"),
    ("assigned", "Assigned"),
    ("handover", "Handed Over"),
    ("released", "Given Up"),
    ("conversion", "Conversion"),
    ("merge", "Merge"),
]


class CrmOwnership(models.Model):
    """The ledger of owners: who had a lead or a customer, from when, and why.

    Code writes one row whenever the salesperson of a lead or a customer changes.
    Nobody edits or deletes a row, administrators and code running as superuser
    included; a merge hands the rows on to the record that is kept.
    """

    _name = "crm.ownership"
    _inherit = ["crm.ledger.mixin"]
    _description = "Ownership Change"
    _order = "changed_at desc, id desc"
    _rec_name = "reason"
    _log_access = False

    lead_id = fields.Many2one("crm.lead", index="btree_not_null", ondelete="cascade")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", index="btree_not_null", ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", index="btree_not_null")
    previous_user_id = fields.Many2one(
        "res.users", string="From", index="btree_not_null", ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users", string="To", index="btree_not_null", ondelete="restrict"
    )
    changed_at = fields.Datetime(
        string="When", required=True, default=fields.Datetime.now
    )
    reason = fields.Selection(REASONS, required=True)
    note = fields.Char(string="Remark")
    decided_by_id = fields.Many2one(
        "res.users", string="Decided by", required=True, ondelete="restrict"
    )

    _one_record = models.Constraint(
        "CHECK(num_nonnulls(lead_id, partner_id) = 1)",
        "An ownership change belongs to one lead or to one customer.",
    )

    _timeline_idx = models.Index(
        "(partner_id, changed_at, id) WHERE partner_id IS NOT NULL"
    )

    def _immutable_message(self):
        return self.env._(
            "The history of owners is a ledger: it is neither changed nor deleted. "
            "Change the salesperson of the record instead; a new line follows."
        )
