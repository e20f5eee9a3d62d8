from odoo import api, models
from odoo.fields import Domain

from ..tools.timeline import MessageSource, Source


class ResPartner(models.Model):
    """How the sources of a customer's timeline are declared, and those of stock."""

    _inherit = "res.partner"

    # -- what sources are made of -----------------------------------------------------

    @api.model
    def _timeline_source(
        self, kind, model, moment="create_date", *, key="", document=None, **expressions
    ):
        """Return a source: the rows of ``model`` as lines of ``kind``.

        :param str moment: the field that says when it happened
        :param str key: identity of the source; the kind when left out
        :param document: (many2one or reference id, model) of the document that the
            line opens and that the reader must be able to read; the row itself when
            left out
        :param expressions: what else a ``Source`` says of its line, by the names of
            fields of ``model``; ``user`` is the salesperson when left out
        """
        reference, document_model = document or ("", "")
        return Source(
            key=key or kind,
            kind=kind,
            model=model,
            moment=moment,
            document=reference,
            document_model=document_model,
            **{"label": "", "user": "user_id", **expressions},
        )

    @api.model
    def _timeline_event_source(self, kind, model):
        """Return the source of the business events on documents of ``model``."""
        return self._timeline_source(
            kind,
            "crm.business.event",
            "happened_at",
            key=f"event.{model}",
            domain=[("res_model", "=", model)],
            title="name",
            document=("res_id", model),
        )

    @api.model
    def _timeline_mail_source(self, model, **values):
        """Return the source of the mails on documents of ``model``."""
        return MessageSource(key=f"mail.{model}", model=model, **values)

    @api.model
    def _timeline_document_sources(self, kind, model, made="", **expressions):
        """Return what is told of documents of ``model``: events, mails, their making.

        :param str made: what happened when one was made; "": that is no line
        :param expressions: as for ``_timeline_source``, of the line of its making
        """
        sources = [
            self._timeline_event_source(kind, model),
            self._timeline_mail_source(model),
        ]
        if made:
            sources.append(
                self._timeline_source(kind, model, label=made, **expressions)
            )
        return sources

    # -- what the stock has ------------------------------------------------------------

    @api.model
    def _get_lead_sources(self):
        common = {"title": "name", "amount": "expected_revenue"}
        common["currency"] = "company_id"
        return [
            self._timeline_source(
                "lead",
                "crm.lead",
                key="lead.created",
                label=self.env._("Opportunity opened"),
                **common,
            ),
            self._timeline_source(
                "lead",
                "crm.lead",
                "date_closed",
                key="lead.closed",
                domain=[("won_status", "in", ["won", "lost"])],
                state="won_status",
                **common,
            ),
        ]

    @api.model
    def _get_meeting_source(self):
        # What others keep private is not told here either.
        shown = Domain("partner_ids", "in", self.env.user.partner_id.ids)
        shown |= Domain(self.env["calendar.event"]._get_default_privacy_domain())
        return self._timeline_source(
            "meeting",
            "calendar.event",
            "start",
            label=self.env._("Meeting"),
            customer="",
            scope=self._get_meeting_scope,
            domain=shown,
            title="name",
            text="location",
        )

    @api.model
    def _get_meeting_scope(self, members):
        """Return the meetings with ``members`` (ids), or about their opportunities."""
        scope = Domain("partner_ids", "in", members)
        if self.env["crm.lead"].has_access("read"):
            scope |= Domain("opportunity_id.partner_id", "in", members)
        return scope
