from odoo import fields, models

# Set while a supplement changes instalments. It is an object, so nobody can send it
# through RPC.
SUPPLEMENT_FLOW = object()


class CrmPaymentPlanChange(models.Model):
    """The history of a plan: which supplement changed which instalment, by how much.

    What the rows of a plan add up to is the difference between the amount of its
    contract and its instalments. Written by code alone, never edited or deleted.
    """

    _name = "crm.payment.plan.change"
    _inherit = ["crm.ledger.mixin"]
    _description = "Change of a Payment Plan by a Supplement"
    _order = "id desc"
    _rec_name = "line_name"
    # What follows the plan, and an instalment that was deleted, is not history.
    _ledger_moving = frozenset({"company_id", "currency_id", "line_id"})

    plan_id = fields.Many2one(
        "crm.payment.plan", required=True, index=True, ondelete="cascade"
    )
    line_id = fields.Many2one(
        "crm.payment.plan.line",
        string="Instalment Now",
        index="btree_not_null",
        ondelete="set null",
    )
    line_name = fields.Char(string="Instalment", required=True)
    supplement_id = fields.Many2one(
        "crm.contract", required=True, index=True, ondelete="restrict"
    )
    amount_before = fields.Monetary(string="Before")
    amount = fields.Monetary(string="Change")
    currency_id = fields.Many2one(related="plan_id.currency_id", store=True)
    company_id = fields.Many2one(related="plan_id.company_id", store=True)
    user_id = fields.Many2one(
        "res.users", string="By", required=True, ondelete="restrict"
    )
    changed_at = fields.Datetime(
        string="When", required=True, default=fields.Datetime.now
    )

    def _immutable_message(self):
        return self.env._(
            "The changes of a payment plan are a ledger: they are neither edited nor "
            "deleted."
        )
