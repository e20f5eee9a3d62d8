from odoo import fields, models


class CrmPoolUsage(models.Model):
    """How much somebody claimed and saw of a pool on one day, counted by code."""

    _name = "crm.pool.usage"
    _description = "Use of a Public Pool"
    _order = "day desc, id desc"
    _rec_name = "day"
    _log_access = False

    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    pool_id = fields.Many2one("crm.pool", required=True, index=True, ondelete="cascade")
    day = fields.Date(required=True)
    claimed = fields.Integer()
    revealed = fields.Integer()

    _user_pool_day_unique = models.Constraint(
        "UNIQUE(user_id, pool_id, day)", "This day is counted already."
    )
