from odoo import fields, models

OUTCOMES = [
    ("approve", "Approved as Registered"),
    ("split", "Split"),
    ("hand_over", "Handed to the Existing Owner"),
]


class CrmRegistrationOutcome(models.Model):
    """What an arbitrator decided to become of a conflict: one row a decision.

    Bound to the approval request and to the row of its ledger by which it was
    decided; written by code alone and never changed. The last row of a request is
    what happens once its last step is granted.
    """

    _name = "crm.registration.outcome"
    _inherit = ["crm.ledger.mixin"]
    _description = "Outcome of an Arbitration"
    _order = "id desc"
    _rec_name = "outcome"
    # The opportunity is found or made when the last step is granted.
    _ledger_moving = frozenset({"lead_id", "company_id"})

    registration_id = fields.Many2one(
        "crm.registration", required=True, ondelete="cascade", index=True
    )
    request_id = fields.Many2one(
        "crm.approval.request", required=True, ondelete="restrict", index=True
    )
    step_id = fields.Many2one(
        "crm.approval.request.step",
        required=True,
        ondelete="restrict",
        index=True,
    )
    outcome = fields.Selection(OUTCOMES, required=True)
    shares = fields.Json(
        string="Share Values", help="Ids of users and their percentages, for a split."
    )
    share_text = fields.Char(string="Shares")
    owner_id = fields.Many2one(
        "res.users", string="Existing Owner", ondelete="restrict", index=True
    )
    res_model = fields.Char(help="The record by which the owner has the customer.")
    res_id = fields.Many2oneReference(string="Found", model_field="res_model")
    lead_id = fields.Many2one(
        "crm.lead",
        string="Owner's Opportunity",
        ondelete="set null",
        index="btree_not_null",
    )
    reason = fields.Text(required=True)
    user_id = fields.Many2one(
        "res.users", string="Decided by", required=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(related="registration_id.company_id", store=True)

    def _immutable_message(self):
        return self.env._(
            "The outcome of an arbitration is evidence: it is neither changed nor "
            "deleted. Arbitrate anew while the request waits."
        )

    def _text(self):
        """Return what was decided, in words for approvers."""
        self.ensure_one()
        if self.outcome == "split":
            return self.env._("Split: %(shares)s", shares=self.share_text)
        if self.outcome == "hand_over":
            return self.env._("Goes to %(owner)s", owner=self.owner_id.name)
        return self.env._("Approved as registered")

    def _text_for_claimant(self):
        """Return what was decided, without a name that the claimant may not know."""
        if self.outcome == "hand_over":
            return self.env._("A colleague looks after this customer already")
        return self._text()

    def _is_same(self, vals):
        """Whether these values say the same as this outcome."""
        return all(
            (self[name].id if name == "owner_id" else self[name]) == vals.get(name)
            for name in ("outcome", "shares", "owner_id")
        )
