from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, html2plaintext

from ..tools import pool as pool_rules
from ..tools import workbench as rules
from .workbench_source import Source

DETAIL = 120
FIELDS = ("summary", "note", "date_deadline", "activity_type_id")
FIELDS += ("res_model", "res_id", "res_name")


class CrmWorkbench(models.AbstractModel):
    """Activities and follow-ups that are due."""

    _inherit = "crm.workbench"

    @api.model
    def _workbench_sources(self):
        activities = Source(
            key="activity",
            title=self.env._("Follow-ups and Tasks"),
            icon="fa-clock-o",
            rank=60,
            records=self.env["mail.activity"],
            domain=self._get_activity_domain,
            late=lambda: Domain("date_deadline", "<", fields.Date.context_today(self)),
            order="date_deadline, id",
            fields=FIELDS,
            cards=self._get_activity_cards,
            acts={"done": self._finish_activity, "postpone": self._postpone_activity},
            action="mail.mail_activity_action",
            may_wait=False,  # its own date is moved
            team=self._get_team_activity_domain,
            reassign=self._reassign_activity,
            bypass_access=True,  # Odoo lets everybody read what is assigned to him
        )
        return [*super()._workbench_sources(), activities]

    def _get_activity_domain(self):
        return (
            Domain("user_id", "=", self.env.uid)
            & self._get_due_activity_domain()
            & self._get_no_approval_domain()
        )

    def _get_due_activity_domain(self):
        return Domain("date_deadline", "<=", fields.Date.context_today(self))

    def _get_team_activity_domain(self):
        """Return what is due on documents that the leader himself may read.

        A part for each model: with an "or" between them PostgreSQL would read all
        leads and customers instead of those of the tasks.
        """
        due = self._get_due_activity_domain()
        return [
            due
            & Domain("res_model", "=", records._name)
            & Domain("res_id", "in", records._search([]).subselect())
            for records in self._workbench_documents()
            if records.has_access("read")
        ]

    @api.model
    def _workbench_documents(self):
        """Hook: the models whose tasks a leader sees of his people, as recordsets."""
        return [self.env["crm.lead"], self.env["res.partner"]]

    def _get_no_approval_domain(self):
        # Approvals have cards of their own, on which they are decided.
        return Domain("res_model", "=", False) | Domain(
            "res_model", "!=", "crm.approval.request"
        )

    def _get_activity_cards(self, activities):
        documents = self._get_documents(activities)
        phones = self._get_phones(documents)
        return [
            self._card(
                activity,
                title=activity.summary or activity.activity_type_id.name or "",
                subtitle=activity.res_name or "",
                icon=activity.activity_type_id.sudo().icon or "",
                detail=html2plaintext(activity.note or "").strip()[:DETAIL],
                phone=phones.get((activity.res_model, activity.res_id), ""),
                open=(
                    [activity.res_model, activity.res_id]
                    if activity.res_id in documents.get(activity.res_model, ())
                    else False
                ),
                acts=self._get_activity_acts(),
                **self._say_day(activity.date_deadline),
            )
            for activity in activities
        ]

    def _get_activity_acts(self):
        return [
            self._act(
                "done",
                self.env._("Done"),
                icon="fa-check",
                is_main=True,
                ask=self.env._("What came of it?"),
            ),
            *self._get_postpone_acts(),
        ]

    def _get_documents(self, activities):
        """Return {model: {id: document}} of those that exist and may be read."""
        found = {}
        for model, rows in activities.grouped("res_model").items():
            if model not in self.env or not self.env[model].has_access("read"):
                continue
            names = [
                name
                for name in ("phone", "partner_id")
                if name in self.env[model]._fields
            ]
            documents = (
                self.env[model]
                .with_context(active_test=False)
                .search_fetch([("id", "in", rows.mapped("res_id"))], names)
            )
            found[model] = {document.id: document for document in documents}
        return found

    def _get_phones(self, documents):
        """Return {(model, id): the phone to call}."""
        phones = {}
        for model, by_id in documents.items():
            names = self.env[model]._fields
            for res_id, document in by_id.items():
                own = document.phone if "phone" in names else ""
                partner = document.partner_id if "partner_id" in names else None
                # Who reads the document is shown its customer's phone there, too.
                other = partner.sudo().phone if partner else ""
                phones[model, res_id] = rules.first_phone(own, other)
        return phones

    # -- acts ------------------------------------------------------------------------

    def _finish_activity(self, activity, values):
        name = activity.display_name
        activity.action_feedback(feedback=(values.get("note") or "").strip() or False)
        return self.env._("Done: %(activity)s", activity=name)

    def _postpone_activity(self, activity, values):
        name = activity.display_name
        activity.date_deadline = self._get_postponed_day(values, name)
        return self._say_postponed(name, activity.date_deadline)

    # -- the header ------------------------------------------------------------------

    def _get_done_queries(self):
        today = fields.Date.context_today(self)
        done = Domain("active", "=", False) & Domain("date_done", "=", today)
        done &= Domain("user_id", "=", self.env.uid) & self._get_no_approval_domain()
        # Own activities are readable whatever has become of their documents.
        activities = self.env["mail.activity"].with_context(active_test=False)
        query = activities._search(done, bypass_access=True)
        start = pool_rules.day_start(today, str(self.env.tz))
        ledger_sudo = self.env["crm.approval.decision"].sudo()  # his own, to be counted
        decided = ledger_sudo._search(
            Domain("user_id", "=", self.env.uid)
            & Domain("decided_at", ">=", start)
            & Domain("decision", "in", ("approve", "refuse", "return"))
        )
        return [
            *super()._get_done_queries(),
            SQL("%s", query.select()),
            SQL("%s", decided.select()),
        ]
