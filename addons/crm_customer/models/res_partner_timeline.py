from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, html2plaintext

from ..tools.timeline import Cursor, Kind, MessageSource
from .timeline_query import TimelineQuery

PAGE = 40
TEXT_SHOWN = 300


class ResPartner(models.Model):
    """One timeline of all that happened with a customer, read in pages."""

    _inherit = "res.partner"

    # -- what other addons add ------------------------------------------------------

    @api.model
    def _timeline_kinds(self):
        """Hook: the kinds of line that people filter by.

        Overrides call super() and add to what it returns.

        :return: dict of a code -> ``Kind``
        """
        return {
            "lead": Kind(
                label=self.env._("Opportunities"), icon="fa-star-o", sequence=10
            ),
            "meeting": Kind(
                label=self.env._("Meetings"), icon="fa-calendar-o", sequence=20
            ),
            "mail": Kind(
                label=self.env._("Mails and Messages"),
                icon="fa-envelope-o",
                sequence=30,
            ),
            "owner": Kind(label=self.env._("Owners"), icon="fa-user-o", sequence=90),
        }

    @api.model
    def _timeline_sources(self):
        """Hook: the sources of the lines of a customer's timeline.

        Overrides call super() and add to what it returns. A source is declared, not
        queried: all of them are read by one query, under the reader's rights. Its
        model has an index on (customer, moment, id).

        :return: list of ``Source`` and ``MessageSource``, made by
            ``_timeline_source``, ``_timeline_document_sources`` and their like
        """
        return [
            *self._get_lead_sources(),
            self._get_meeting_source(),
            self._timeline_mail_source("res.partner", customer="id"),
            self._timeline_mail_source("crm.lead"),
            # The new owner himself is the person of the line.
            self._timeline_source(
                "owner",
                "crm.ownership",
                "changed_at",
                label=self.env._("New owner"),
                text="note",
                state="reason",
                document=("partner_id", "res.partner"),
            ),
        ]

    # -- whose timeline ---------------------------------------------------------------

    def _get_timeline_members(self, is_group=False):
        """Return the customer and his contacts, archived ones too, that one may read.

        :param bool is_group: those of all companies of the same group
        """
        self.ensure_one()
        everybody = self.with_context(active_test=False)
        if is_group:
            domain = [("id", "in", self._get_group_ids())]
        else:
            domain = [("commercial_partner_id", "=", self.commercial_partner_id.id)]
        return everybody.search(domain).with_env(self.env)

    def _get_group_ids(self):
        """Return the ids of all partners below the topmost parent of this one."""
        self.env["res.partner"].flush_model(["parent_id"])
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE above AS (
                    SELECT id, parent_id FROM res_partner WHERE id = %s
                    UNION
                    SELECT partner.id, partner.parent_id
                    FROM res_partner partner JOIN above ON partner.id = above.parent_id
                ), below AS (
                    SELECT id FROM above WHERE parent_id IS NULL
                    UNION
                    SELECT partner.id
                    FROM res_partner partner JOIN below ON partner.parent_id = below.id
                )
                SELECT id FROM below
                """,
                self.id,
            )
        )
        return [row[0] for row in rows]

    def _check_timeline_access(self):
        self.ensure_one()
        if not self.env.user._is_internal():
            raise AccessError(
                self.env._("The timeline of a customer is for employees alone.")
            )
        self.check_access("read")

    # -- what the screen asks ----------------------------------------------------------

    def get_timeline(self, kinds=None, cursor=None, is_group=False):
        """Return a page of the customer's timeline, the latest lines first.

        :param list kinds: codes of the kinds to show; all when left out
        :param str cursor: where the page before it ended
        :param bool is_group: all companies of the same group
        :return: dict of ``lines`` and of the next ``cursor`` (False: no more)
        """
        self._check_timeline_access()
        sources = self._timeline_sources()
        if kinds:
            sources = [source for source in sources if source.kind in kinds]
        try:
            place = Cursor.decode(cursor) if cursor else None
        except ValueError:
            raise UserError(
                self.env._(
                    "“%(cursor)s” is no place in the timeline of %(customer)s. Reload "
                    "the page.",
                    cursor=cursor,
                    customer=self.display_name,
                )
            ) from None
        members = self._get_timeline_members(is_group)
        rows = TimelineQuery(self.env, sources, members.ids).page(place, PAGE + 1)
        lines = self._timeline_lines(rows[:PAGE])
        if len(rows) <= PAGE:
            return {"lines": lines, "cursor": False}
        last = rows[PAGE - 1]
        place = Cursor(last["moment"], last["source"].key, last["id"])
        return {"lines": lines, "cursor": place.encode()}

    def get_timeline_header(self, is_group=False):
        """Return what stands above the timeline: figures, kinds that occur, the group.

        :return: dict of ``figures``, ``kinds`` and ``companies`` (of the group)
        """
        self._check_timeline_access()
        members = self._get_timeline_members(is_group)
        query = TimelineQuery(self.env, self._timeline_sources(), members.ids)
        occurring = query.kinds()
        kinds = sorted(
            self._timeline_kinds().items(), key=lambda item: item[1].sequence
        )
        companies = [("id", "in", self._get_group_ids()), ("is_company", "=", True)]
        return {
            "figures": self._get_shown_figures(members),
            "kinds": [
                {"code": code, "label": kind.label, "icon": kind.icon}
                for code, kind in kinds
                if code in occurring
            ],
            "companies": self.search_count(companies),
        }

    # -- lines -------------------------------------------------------------------------

    def _timeline_lines(self, rows):
        """Return ``rows`` of the query as the screen shows them."""
        kinds = self._timeline_kinds()
        users, authors, members = (
            self._get_timeline_names(rows, model, column)
            for model, column in (
                ("res.users", "user_id"),
                ("res.partner", "author_id"),
                ("res.partner", "member_id"),
            )
        )
        return [
            {
                "key": f"{row['source'].key}:{row['id']}",
                "moment": fields.Datetime.to_string(row["moment"]),
                "is_day": self._is_timeline_day(row),
                "kind": row["source"].kind,
                "icon": kinds[row["source"].kind].icon,
                "label": self._get_timeline_label(row),
                "title": row["title"] or "",
                "text": self._get_timeline_text(row),
                "person": users.get(row["user_id"]) or authors.get(row["author_id"]),
                "customer": members.get(row["member_id"]),
                "amount": self._get_timeline_amount(row),
                **self._get_timeline_document(row),
            }
            for row in rows
        ]

    def _get_timeline_names(self, rows, model, column):
        """Return {id: name}: who did it is no secret to those who may read the line."""
        ids = {row[column] for row in rows} - {None}
        records_sudo = self.env[model].sudo().browse(sorted(ids))
        return {record.id: record.name for record in records_sudo}

    def _is_timeline_day(self, row):
        if isinstance(row["source"], MessageSource):
            return False
        model = self.env[row["source"].model]
        return model._fields[row["source"].moment].type == "date"

    def _get_timeline_label(self, row):
        """Return in a word what happened: the source's, or that of the row's state."""
        source = row["source"]
        if isinstance(source, MessageSource):
            if row["state"] == "email":
                return self.env._("Mail received")
            return self.env._("Message sent")
        if not source.state or not row["state"]:
            return source.label
        field = self.env[source.model]._fields[source.state]
        if field.type == "many2one":
            # The reader may read the row; the name of its kind is no secret.
            kind_sudo = self.env[field.comodel_name].sudo().browse(int(row["state"]))
            state = kind_sudo.display_name
        else:
            state = dict(field._description_selection(self.env)).get(row["state"])
        return " · ".join(filter(None, [source.label, state]))

    def _get_timeline_text(self, row):
        text = html2plaintext(row["body"] or "") if self._is_html(row) else row["body"]
        text = " ".join((text or "").split())
        return text if len(text) <= TEXT_SHOWN else f"{text[:TEXT_SHOWN]}…"

    def _is_html(self, row):
        source = row["source"]
        if isinstance(source, MessageSource):
            return True
        return (
            source.text and self.env[source.model]._fields[source.text].type == "html"
        )

    def _get_timeline_amount(self, row):
        if not row["amount"]:
            return ""
        field = self.env[row["source"].model]._fields[row["source"].currency]
        # The line may be of a company whose settings the reader does not see.
        holder_sudo = self.env[field.comodel_name].sudo().browse(row["currency_id"])
        if holder_sudo._name == "res.company":
            holder_sudo = holder_sudo.currency_id
        currency = holder_sudo or self.env.company.currency_id
        return currency.format(float(row["amount"]))

    def _get_timeline_document(self, row):
        """Return which record a click opens; no model: none."""
        source = row["source"]
        model = getattr(source, "document_model", "") or source.model
        if not row["document_id"]:
            return {"res_model": False, "res_id": False}
        return {"res_model": model, "res_id": row["document_id"]}
