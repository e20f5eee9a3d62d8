from odoo import fields, models

from ..models.crm_commission_rule import ROLES
from ..models.crm_payment_plan_line import STATES


class CrmCommissionOverviewLine(models.TransientModel):
    _name = "crm.commission.overview.line"
    _description = "Expected Commission"
    _order = "due_date, id"

    overview_id = fields.Many2one(
        "crm.commission.overview", required=True, index=True, ondelete="cascade"
    )
    contract_id = fields.Many2one("crm.contract")
    plan_line_id = fields.Many2one("crm.payment.plan.line", string="Instalment")
    partner_id = fields.Many2one("res.partner", string="Customer")
    role = fields.Selection(ROLES)
    state = fields.Selection(STATES)
    due_date = fields.Date()
    currency_id = fields.Many2one("res.currency")
    base = fields.Monetary(string="Open without Tax", help="The person's part of it.")
    amount = fields.Monetary(string="Expected")
