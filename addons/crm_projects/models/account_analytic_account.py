from odoo import fields, models

from .cost_groups import COST_GROUPS


class AccountAnalyticAccount(models.Model):
    """What an account adds up to says what its hours cost."""

    _inherit = "account.analytic.account"

    balance = fields.Monetary(groups=COST_GROUPS)
    debit = fields.Monetary(groups=COST_GROUPS)
    credit = fields.Monetary(groups=COST_GROUPS)
