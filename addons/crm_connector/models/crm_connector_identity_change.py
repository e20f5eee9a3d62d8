from odoo import fields, models


class CrmConnectorIdentityChange(models.Model):
    """What has changed in a chat identity: who, when, what. Written by code alone."""

    _name = "crm.connector.identity.change"
    _description = "Change of a Chat Identity"
    _order = "id desc"
    _rec_name = "what"

    identity_id = fields.Many2one(
        "crm.connector.identity",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    what = fields.Selection(
        [
            ("created", "Became Known"),
            ("external_id", "ID in the Chat Tool"),
            ("user_id", "User"),
            ("partner_id", "Contact"),
            ("active", "Active"),
            ("name", "Name"),
            ("title", "Job Position"),
            ("departments", "Departments"),
        ],
        required=True,
        readonly=True,
    )
    before = fields.Char(readonly=True)
    after = fields.Char(readonly=True)
    happened_at = fields.Datetime(
        string="When", default=fields.Datetime.now, required=True, readonly=True
    )
    user_id = fields.Many2one(
        "res.users",
        string="By",
        default=lambda self: self.env.uid,
        readonly=True,
        ondelete="set null",
    )
    run_id = fields.Many2one(
        "crm.connector.directory.run",
        string="Comparison",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
