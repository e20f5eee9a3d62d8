from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmConnectorIdentity(models.Model):
    """Who a colleague or customer is in a chat tool."""

    _name = "crm.connector.identity"
    _description = "Chat Identity"
    _rec_name = "external_id"
    _order = "connector_id, external_id"

    connector_id = fields.Many2one(
        "crm.connector", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="connector_id.company_id", store=True)
    user_id = fields.Many2one("res.users", ondelete="cascade", index=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Contact",
        ondelete="cascade",
        index="btree_not_null",
        help="An external contact; colleagues are linked by their user.",
    )
    external_id = fields.Char(
        string="ID in the Chat Tool",
        required=True,
        help="The immutable id, e.g. the UserID in WeCom. Never a mobile number.",
    )

    _external_unique = models.Constraint(
        "UNIQUE(connector_id, external_id)",
        "This ID of the chat tool belongs to somebody already.",
    )
    _user_unique = models.UniqueIndex(
        "(connector_id, user_id) WHERE user_id IS NOT NULL AND active",
        "This user has an ID in this chat tool already.",
    )
    _partner_unique = models.UniqueIndex(
        "(connector_id, partner_id) WHERE partner_id IS NOT NULL",
        "This contact has an ID in this chat tool already.",
    )

    @api.constrains("connector_id", "user_id", "partner_id", "is_from_directory")
    def _check_person(self):
        for identity in self:
            is_unlinked = not identity.user_id and not identity.partner_id
            if is_unlinked and identity.is_from_directory:
                continue  # a colleague of the directory whom nobody has linked yet
            if bool(identity.user_id) == bool(identity.partner_id):
                raise ValidationError(
                    self.env._(
                        "Chat identity %(name)s must name either a user or a contact.",
                        name=identity.external_id,
                    )
                )

    @api.model
    def _of_users(self, users, company):
        """The identity by which each of ``users`` can be written to now.

        :return: {user id: identity}, from the first connector in order
        """
        identities = self.search(
            [
                ("user_id", "in", users.ids),
                ("connector_id.active", "=", True),
                ("connector_id.state", "=", "connected"),
                ("connector_id.company_id", "in", [False, company.id]),
            ]
        ).sorted(lambda i: (i.connector_id.sequence, i.connector_id.id))
        by_user = {}
        for identity in identities:
            by_user.setdefault(identity.user_id.id, identity)
        return by_user
