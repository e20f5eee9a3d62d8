from odoo import fields, models


class CrmFollowUpKind(models.Model):
    """A kind of contact with a customer, and whether it counts as a follow-up."""

    _name = "crm.follow.up.kind"
    _description = "Kind of Follow-up"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    icon = fields.Char(
        default="fa-pencil", help="The icon's class in Font Awesome 4, e.g. fa-phone."
    )
    is_quick = fields.Boolean(
        string="Quick Button",
        help="It has a button of its own on customers and opportunities.",
    )
    is_effective = fields.Boolean(
        string="Counts",
        default=True,
        help="Restarts the time after which a record falls into the public pool.",
    )
    needs_connection = fields.Boolean(
        string="Only When Answered",
        help="It counts only when somebody answered, as a call does.",
    )
    needs_note = fields.Boolean(
        string="Only with a Note", help="It counts only when it says what came of it."
    )
    activity_type_ids = fields.One2many(
        "mail.activity.type",
        "follow_up_kind_id",
        string="Activities",
        help="Completing an activity of these types is a follow-up of this kind.",
    )
