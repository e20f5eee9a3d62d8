from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..tools import follow_up as rules

OUTCOMES = [
    ("counted", "Counts"),
    ("unanswered", "Nobody answered"),
    ("empty", "No note"),
    ("copied", "Copy of an earlier note"),
    ("other", "Does not count"),
]
#: Older meetings are not looked at any more.
MEETING_DAYS = 30


class CrmFollowUp(models.Model):
    """The ledger of contacts with customers: what counts as a follow-up, and why not.

    Rows come from facts: completed activities, customers' mails, meetings held,
    quotations sent, and what people log. They are written by code alone, so nobody
    prolongs his time with a record by hand.
    """

    _name = "crm.follow.up"
    _description = "Follow-up"
    _order = "happened_at desc, id desc"
    _rec_name = "kind_id"

    lead_id = fields.Many2one("crm.lead", index="btree_not_null", ondelete="cascade")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", index="btree_not_null", ondelete="cascade"
    )
    kind_id = fields.Many2one(
        "crm.follow.up.kind", required=True, index=True, ondelete="restrict"
    )
    happened_at = fields.Datetime(
        string="When", required=True, default=fields.Datetime.now
    )
    user_id = fields.Many2one("res.users", string="By", index="btree_not_null")
    is_connected = fields.Boolean(string="Answered")
    note = fields.Text()
    note_key = fields.Char()
    outcome = fields.Selection(OUTCOMES, string="Result", required=True)
    source_model = fields.Char()
    source_id = fields.Many2oneReference(model_field="source_model")

    _source_unique = models.UniqueIndex(
        "(source_model, source_id, COALESCE(lead_id, 0), COALESCE(partner_id, 0)) "
        "WHERE source_id IS NOT NULL",
        "This fact is a follow-up already.",
    )
    _timeline_idx = models.Index("(partner_id, happened_at, id)")
    _author_idx = models.Index("(user_id, happened_at) WHERE note_key IS NOT NULL")

    @api.model
    def _get_record_vals(self, document):
        """Return lead and customer of what has ``res_model`` and ``res_id``."""
        # Who acts on a document may not be able to read it, or its customer.
        record_sudo = self.env[document.res_model].sudo().browse(document.res_id)
        return self._get_subject_vals(record_sudo)

    @api.model
    def _get_subject_vals(self, record):
        """Return lead and customer of a lead or a partner, as values of a row."""
        is_lead = record._name == "crm.lead"
        partner = record.partner_id if is_lead else record
        return {
            "lead_id": record.id if is_lead else False,
            "partner_id": partner.commercial_partner_id.id,
        }

    @api.model
    def _record(self, facts):
        """Write down ``facts``, each once; say of each whether it counts.

        :param list facts: dicts of values; a fact with a ``source`` that is known
            already is left out
        :return: the new rows, as superuser
        """
        # Nobody writes follow-ups by hand: code reports facts.
        model_sudo = self.sudo()
        facts = model_sudo._without_known(facts)
        defaults = {"user_id": self.env.uid, "happened_at": fields.Datetime.now()}
        vals_list = [{**defaults, **fact} for fact in facts]
        for vals in vals_list:
            vals["note_key"] = rules.note_key(vals.get("note")) or False
        model_sudo._judge(vals_list)
        return model_sudo.create(vals_list)

    def _without_known(self, facts):
        """Return ``facts`` without those that have a row already."""
        sources = {(fact.get("source_model"), fact.get("source_id")) for fact in facts}
        known = self.search_fetch(
            [
                ("source_model", "in", [model for model, _id in sources if model]),
                ("source_id", "in", [number for _model, number in sources if number]),
            ],
            ["source_model", "source_id", "lead_id", "partner_id"],
        )
        seen = {
            (row.source_model, row.source_id, row.lead_id.id, row.partner_id.id)
            for row in known
        }
        names = ("source_model", "source_id", "lead_id", "partner_id")
        return [fact for fact in facts if tuple(map(fact.get, names)) not in seen]

    def _judge(self, vals_list):
        """Set the outcome of each of ``vals_list``."""
        kinds = self.env["crm.follow.up.kind"].browse(
            vals["kind_id"] for vals in vals_list
        )
        earlier = self._get_earlier_keys({vals["user_id"] for vals in vals_list})
        for vals, kind in zip(vals_list, kinds, strict=True):
            keys = earlier.setdefault(vals["user_id"], [])
            key = vals["note_key"] or ""
            vals["outcome"] = rules.outcome(
                is_effective=kind.is_effective,
                is_unanswered=kind.needs_connection and not vals.get("is_connected"),
                lacks_note=kind.needs_note and not key,
                is_repeated=rules.is_copy(key, keys),
            )
            keys.append(key)

    def _get_earlier_keys(self, user_ids):
        """Return {user id: keys of the notes that he wrote lately}."""
        days = self.env.company.follow_up_copy_days
        groups = self._read_group(
            [
                ("user_id", "in", list(user_ids)),
                ("note_key", "!=", False),
                ("happened_at", ">", fields.Datetime.now() - timedelta(days=days)),
            ],
            ["user_id"],
            ["note_key:array_agg"],
        )
        return {user.id: keys for user, keys in groups}

    def action_confirm_answered(self):
        """Say that somebody did answer: for a call completed as an activity."""
        for row in self:
            if row.user_id != self.env.user:
                raise AccessError(
                    self.env._(
                        "Only %(user)s can say whether this call was answered.",
                        user=row.user_id.name,
                    )
                )
        # A row is written by code alone; its author says this about it.
        for row_sudo in self.sudo().filtered(lambda r: r.outcome == "unanswered"):
            is_empty = row_sudo.kind_id.needs_note and not row_sudo.note_key
            row_sudo.write(
                {"is_connected": True, "outcome": "empty" if is_empty else "counted"}
            )

    # -- meetings ------------------------------------------------------------------

    @api.model
    def _collect_meetings(self):
        """Write down the meetings that have been held since the last time."""
        kind = self.env.ref("crm_pipeline.crm_follow_up_kind_meeting", False)
        if not kind:
            return
        now = fields.Datetime.now()
        known = self.sudo()._search([("source_model", "=", "calendar.event")])
        meetings = self.env["calendar.event"].search(
            Domain("stop", "<=", now)
            & Domain("stop", ">", now - timedelta(days=MEETING_DAYS))
            & Domain("id", "not in", known.subselect("source_id"))
        )
        facts = []
        for meeting in meetings:
            for subject in self._get_meeting_subjects(meeting):
                facts.append(
                    {
                        **self._get_subject_vals(subject),
                        "kind_id": kind.id,
                        "happened_at": meeting.stop,
                        "user_id": meeting.user_id.id,
                        "note": meeting.name,
                        "source_model": "calendar.event",
                        "source_id": meeting.id,
                    }
                )
        self._record(facts)

    @api.model
    def _get_meeting_subjects(self, meeting):
        """Return the leads or customers that a meeting was held with."""
        if meeting.opportunity_id:
            return meeting.opportunity_id
        customers = meeting.partner_ids.commercial_partner_id
        return customers.filtered(lambda c: c.partner_share and c.user_id)
