from odoo import fields, models


class MailActivityType(models.Model):
    _inherit = "mail.activity.type"

    follow_up_kind_id = fields.Many2one(
        "crm.follow.up.kind",
        string="Follow-up",
        index="btree_not_null",
        help="What completing an activity of this type is as a follow-up.",
    )
