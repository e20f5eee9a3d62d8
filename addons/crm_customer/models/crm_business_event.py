from odoo import api, fields, models


class CrmBusinessEvent(models.Model):
    """One thing that happened between us and a customer, reported once.

    Every arrow of the way from registration to money emits one event. The event
    is the line in the customer's timeline and the only source of notifications,
    so a person hears of a fact at most once, whatever channels are installed.
    Events are written by code alone and are never edited.
    """

    _name = "crm.business.event"
    _description = "Business Event"
    _order = "happened_at desc, id desc"

    name = fields.Char(string="Summary", required=True, readonly=True)
    kind = fields.Char(
        required=True,
        readonly=True,
        index=True,
        help="Dotted code of what happened, e.g. registration.approved.",
    )
    key = fields.Char(
        required=True,
        readonly=True,
        help="The fact's identity: the same key is never reported twice.",
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", readonly=True, index=True
    )
    res_model = fields.Char(string="Document Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Document", model_field="res_model", required=True, readonly=True
    )
    user_id = fields.Many2one("res.users", string="Done by", readonly=True)
    audience_ids = fields.Many2many(
        "res.users",
        string="Concerned People",
        readonly=True,
        help="Who should hear of it, the person who did it included.",
    )
    happened_at = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now
    )
    company_id = fields.Many2one("res.company", readonly=True, index=True)

    _key_unique = models.Constraint(
        "UNIQUE(key)", "This business event has been reported already."
    )
    _timeline_idx = models.Index("(partner_id, res_model, happened_at DESC, id DESC)")
    _document_idx = models.Index("(res_model, res_id)")

    @api.model
    def _emit(self, kind, record, name, partner=None, audience=None, key=None):
        """Report that ``kind`` happened to ``record``; answer the event.

        :param str kind: dotted code, e.g. ``quotation.approved``
        :param record: the document (one record of any model)
        :param str name: the sentence people read in the timeline
        :param partner: the customer concerned; its commercial entity is kept
        :param audience: ``res.users`` to be told (the actor is never told)
        :param str key: identity of the fact; ``kind:model:id`` when left out
        :return: the new event, or the earlier one of the same key, in which
            case nobody is notified again
        """
        record.ensure_one()
        key = key or f"{kind}:{record._name}:{record.id}"
        # Business users may not create events by hand; the code reports facts.
        model_sudo = self.sudo()
        existing_sudo = model_sudo.search([("key", "=", key)], limit=1)
        if existing_sudo:
            return existing_sudo.sudo(self.env.su)
        # A portal client signs too, who may not read our users.
        audience_sudo = (audience or self.env["res.users"]).sudo().filtered("active")
        company = record.company_id if "company_id" in record._fields else None
        event_sudo = model_sudo.create(
            {
                "kind": kind,
                "key": key,
                "name": name,
                "partner_id": partner.commercial_partner_id.id if partner else False,
                "res_model": record._name,
                "res_id": record.id,
                "user_id": self.env.uid,
                "audience_ids": [fields.Command.set(audience_sudo.ids)],
                "company_id": (company or self.env.company).id,
            }
        )
        event_sudo.partner_id._follow_lifecycle(event_sudo)
        event = event_sudo.sudo(self.env.su)
        event._notify(audience_sudo.sudo(self.env.su) - self.env.user)
        return event

    def _notify(self, users):
        """Hook: tell ``users`` of this event, each person once.

        The core posts one Odoo notification on the document. A channel addon
        overrides this, sends to the people it can reach and calls super() with
        the others.
        """
        self.ensure_one()
        if not users:
            return
        event_sudo = self.sudo()  # the actor may not read what he has caused
        record_sudo = self.env[event_sudo.res_model].sudo().browse(event_sudo.res_id)
        poster_sudo = (
            record_sudo
            if hasattr(record_sudo, "message_notify")
            else self.env["mail.thread"].sudo()
        )
        poster_sudo.message_notify(
            partner_ids=users.sudo().partner_id.ids,
            subject=event_sudo.name,
            body=event_sudo.name,
            author_id=self.env.user.partner_id.id,
        )

    def action_open_document(self):
        """Open the document this event is about."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
