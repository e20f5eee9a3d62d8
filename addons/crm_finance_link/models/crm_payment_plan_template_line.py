from odoo import fields, models

from .crm_payment_plan_line import TRIGGERS


class CrmPaymentPlanTemplateLine(models.Model):
    """One instalment of a payment plan template."""

    _name = "crm.payment.plan.template.line"
    _description = "Payment Plan Template Line"
    _order = "template_id, sequence, id"

    template_id = fields.Many2one(
        "crm.payment.plan.template", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    share = fields.Float(string="Share (%)", digits=(16, 4), required=True)
    trigger = fields.Selection(TRIGGERS, required=True, default="contract_signed")
    trigger_code = fields.Char(
        help="Code of the phase or deliverable that makes the instalment due."
    )
    days = fields.Integer(
        string="Days to Pay", default=7, help="Due this many days after the trigger."
    )

    _share_positive = models.Constraint(
        "CHECK(share > 0)", "The share of an instalment must be more than 0 %."
    )
    _days_positive = models.Constraint(
        "CHECK(days >= 0)", "The days to pay cannot be negative."
    )
