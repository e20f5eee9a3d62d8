from odoo import api, fields, models
from odoo.exceptions import ValidationError

class CrmPaymentPlanLine(models.Model):
    """What makes an instalment due, and when."""

    _inherit = "crm.payment.plan.line"

    @api.depends("trigger", "fixed_date", "triggered_date", "days")
    def _compute_due_date(self):
        for line in self:
            fixed = line.fixed_date if line.trigger == "fixed_date" else False
            start = line.triggered_date or fixed
            line.due_date = start and start + timedelta(days=line.days)

    @api.constrains("trigger", "trigger_code", "fixed_date")
    def _check_trigger(self):
        for line in self:
            if line.trigger in ("deliverable_signed_off", "phase_reached"):
                if not line.trigger_code:
                    raise ValidationError(
                        self.env._(
                            "Instalment %(line)s needs the code of the deliverable or "
                            "phase that makes it due.",
                            line=line.name,
                        )
                    )
