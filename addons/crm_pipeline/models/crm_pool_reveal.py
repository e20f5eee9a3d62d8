from odoo import fields, models


class CrmPoolReveal(models.Model):
    """Who was shown the contact data of which record of a pool, and when."""

    _name = "crm.pool.reveal"
    _description = "Contact Data Shown from a Public Pool"
    _order = "id desc"
    _rec_name = "res_model"
    _log_access = False

    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    pool_id = fields.Many2one("crm.pool", required=True, index=True, ondelete="cascade")
    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True)
    day = fields.Date(required=True)

    _once_a_day = models.Constraint(
        "UNIQUE(user_id, day, res_model, res_id)", "This was shown today already."
    )
