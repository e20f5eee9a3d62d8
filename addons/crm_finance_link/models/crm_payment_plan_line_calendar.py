from odoo import api, fields, models

#: Indices of Odoo's palette, the colours that the badges of the states have elsewhere.
RED, ORANGE, YELLOW, BLUE, GREEN = 1, 2, 3, 4, 10
COLORS = {
    "due": ORANGE,
    "invoiced": BLUE,
    "partly_paid": BLUE,
    "paid": GREEN,
    "overdue": RED,
    "suspended": YELLOW,
}


class CrmPaymentPlanLine(models.Model):
    """Colours of the calendar: who looks at it sees what is late without reading."""

    _inherit = "crm.payment.plan.line"

    calendar_color = fields.Integer(compute="_compute_calendar_color")

    @api.depends("state")
    def _compute_calendar_color(self):
        for line in self:
            line.calendar_color = COLORS.get(line.state, 0)
