from odoo import api, fields, models

KINDS = [
    ("added", "Became a Contact in WeCom"),
    ("removed", "Ended the Contact in WeCom"),
    ("greeted", "Welcome Message in WeCom"),
    ("group_joined", "Joined a Group in WeCom"),
    ("group_left", "Left a Group in WeCom"),
]


class CrmWecomInteraction(models.Model):
    """What happened between a customer and a colleague in WeCom: a ledger.

    Who, when and what kind. What was said is kept only where the company has the right
    to archive conversations and has said so on the connector.
    """

    _name = "crm.wecom.interaction"
    _description = "WeCom Interaction"
    _order = "happened_at desc, id desc"
    _rec_name = "subject"

    contact_id = fields.Many2one(
        "crm.wecom.contact",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    partner_id = fields.Many2one(
        related="contact_id.partner_id", string="Customer", store=True
    )
    company_id = fields.Many2one(
        related="contact_id.company_id", store=True, index=True
    )
    kind = fields.Selection(KINDS, required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="Colleague",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    happened_at = fields.Datetime(
        string="When", required=True, readonly=True, default=fields.Datetime.now
    )
    subject = fields.Char(string="What", readonly=True)
    content = fields.Text(readonly=True)
    source = fields.Char(required=True, readonly=True)

    _source_unique = models.Constraint(
        "UNIQUE(contact_id, source, happened_at)", "This is known already."
    )
    _timeline_idx = models.Index("(partner_id, happened_at, id)")

    @api.model
    def _record(self, facts):
        """Write down facts, each once; their content only where it may be kept.

        :param list facts: dicts of values; ``source`` and ``happened_at`` tell a
            repetition
        """
        contacts = self.env["crm.wecom.contact"].browse(
            {fact["contact_id"] for fact in facts}
        )
        known = {
            (row.contact_id.id, row.source, row.happened_at)
            for row in self.search([("contact_id", "in", contacts.ids)])
        }
        archived = {
            one.id
            for one in contacts
            if one.connector_id.wecom_has_archive and one.consent != "refused"
        }
        rows = []
        for fact in facts:
            key = fact["contact_id"], fact["source"], fact["happened_at"]
            if key not in known:
                known.add(key)
                rows.append(
                    fact
                    if fact["contact_id"] in archived
                    else {**fact, "content": False}
                )
        return self.create(rows)
