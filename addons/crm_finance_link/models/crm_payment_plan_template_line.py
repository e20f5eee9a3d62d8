from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .crm_payment_plan_line import CODED_TRIGGERS, TERM_UNITS, TRIGGERS


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
        string="Time to Pay",
        default=7,
        help="Due this many days or months after the trigger.",
    )
    term_unit = fields.Selection(
        TERM_UNITS, string="Counted in", required=True, default="day"
    )

    _share_positive = models.Constraint(
        "CHECK(share > 0)", "The share of an instalment must be more than 0 %."
    )
    _days_positive = models.Constraint(
        "CHECK(days >= 0)", "The time to pay cannot be negative."
    )

    @api.constrains("trigger", "trigger_code")
    def _check_trigger_code(self):
        for line in self:
            if line.trigger in CODED_TRIGGERS and not line.trigger_code:
                raise ValidationError(
                    self.env._(
                        "Instalment %(line)s of template %(template)s needs the code "
                        "of the deliverable or phase that makes it due.",
                        line=line.name,
                        template=line.template_id.name,
                    )
                )

    def _prepare_term(self):
        """Return the values of an instalment, without its amount."""
        self.ensure_one()
        return {
            "name": self.name,
            "share_agreed": self.share,
            "trigger": self.trigger,
            "trigger_code": self.trigger_code,
            "days": self.days,
            "term_unit": self.term_unit,
        }

    def _prepare_terms(self):
        return [line._prepare_term() for line in self]
