from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    response_hours = fields.Float(
        string="Answer Customers Within (hours)",
        default=1.0,
        help="A customer who waits longer for an answer is late in the workbench.",
    )
    waiting_days = fields.Integer(
        string="Ask Again After (days)",
        default=3,
        help="Quotations, contracts and deliverables that the customer has had for "
        "longer without an answer are shown in the workbench.",
    )

    _waiting_days_positive = models.Constraint(
        "CHECK(waiting_days >= 0)",
        "The days after which a customer is asked again cannot be negative.",
    )
    _response_hours_positive = models.Constraint(
        "CHECK(response_hours >= 0)",
        "The time to answer a customer cannot be negative.",
    )
