from odoo import fields, models


class CrmRegistrationArbitrateShare(models.TransientModel):
    """One person's part in a split that is being decided."""

    _name = "crm.registration.arbitrate.share"
    _description = "Share in an Arbitration"

    arbitrate_id = fields.Many2one(
        "crm.registration.arbitrate", required=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users", string="Salesperson", domain="[('share', '=', False)]"
    )
    percent = fields.Float(string="Share (%)", digits=(5, 2))
