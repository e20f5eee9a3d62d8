from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.crm_approval.tools import content as content_rules

from .project_site_visit import VISIT_FLOW

# A closed visit does not change in SQL either: the columns that make its record.
# Columns that follow customer and company may.
CLOSED_ROWS = """
    CREATE OR REPLACE FUNCTION project_site_visit_is_closed()
    RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'site visit % is closed: it neither changes nor goes', OLD.name;
    END $$;
    DROP TRIGGER IF EXISTS project_site_visit_closed ON project_site_visit;
    CREATE TRIGGER project_site_visit_closed
    BEFORE DELETE OR UPDATE OF name, state, project_id, user_id, purpose, date_start,
        date_end, location, latitude, longitude, summary, closed_at, closed_by_id,
        sha256
    ON project_site_visit
    FOR EACH ROW WHEN (OLD.state = 'closed')
    EXECUTE FUNCTION project_site_visit_is_closed();
"""


class ProjectSiteVisit(models.Model):
    """Closing a visit: a hash over all of it, and nobody changes it any more."""

    _inherit = "project.site.visit"

    closed_at = fields.Datetime(string="Closed on", readonly=True, copy=False)
    closed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    sha256 = fields.Char(string="SHA-256", readonly=True, copy=False)
    is_shared = fields.Boolean(
        string="Shown to the Client", readonly=True, copy=False, tracking=True
    )

    def init(self):
        result = super().init()
        self.env.cr.execute(CLOSED_ROWS)
        return result

    def action_close(self):
        """Close the visit: its record is complete."""
        self.ensure_one()
        self.check_access("write")
        self._lock_row()
        if self.state == "closed":
            return True  # a second click
        self._check_complete()
        flow = self.with_context(visit_flow=VISIT_FLOW)
        if not self.date_end:
            flow.date_end = max(fields.Datetime.now(), self.date_start)
        flow.write({"closed_at": fields.Datetime.now(), "closed_by_id": self.env.uid})
        flow.write({"state": "closed", "sha256": self._record_sha256()})
        self.issue_ids._ask_responsible()
        self.env["crm.business.event"]._emit(
            "site_visit.closed",
            self,
            self.env._(
                "%(visit)s: site visited, %(count)s issues",
                visit=self.display_name,
                count=len(self.issue_ids),
            ),
            partner=self.partner_id,
            audience=self.project_id.user_id | self.sudo().contract_id.user_id,
        )
        return True

    def _lock_row(self):
        """Let another click of this moment wait, and be run again after this one."""
        self.env.execute_query(
            SQL(
                "UPDATE project_site_visit SET write_date = write_date "
                "WHERE id = %s RETURNING id",
                self.id,
            )
        )
        self.invalidate_recordset()

    def _check_complete(self):
        if not (self.summary or self.issue_ids or self.photo_ids):
            raise UserError(
                self.env._(
                    "%(visit)s says nothing yet. Write what was found, add photos or "
                    "issues, then close it.",
                    visit=self.display_name,
                )
            )
        if self.date_start > fields.Datetime.now():
            raise UserError(
                self.env._(
                    "%(visit)s has not begun yet. Close it when you were there.",
                    visit=self.display_name,
                )
            )

    def _record_content(self):
        """Return all that the record of the visit says, as plain JSON values."""
        self.ensure_one()
        moment = fields.Datetime.to_string
        return {
            "number": self.name,
            "project": self.project_id.id,
            "by": self.user_id.id,
            "purpose": self.purpose,
            "date_start": moment(self.date_start),
            "date_end": moment(self.date_end),
            "location": self.location or "",
            "latitude": f"{self.latitude:.6f}",
            "longitude": f"{self.longitude:.6f}",
            "summary": self.summary or "",
            "closed_at": moment(self.closed_at),
            "people": [person._record_content() for person in self.attendee_ids],
            "photos": [
                {"sha256": photo.sha256, "caption": photo.caption or ""}
                for photo in self.photo_ids.sorted("id")
            ],
            "issues": [
                {
                    "what": issue.name,
                    "where": issue.place or "",
                    "details": issue.description or "",
                    "severity": issue.severity,
                }
                for issue in self.issue_ids.sorted("id")
            ],
        }

    def _record_sha256(self):
        # Everything counts, whoever closes or reads it.
        return content_rules.digest(
            self.sudo().with_context(bin_size=False)._record_content()
        )

    def _check_intact(self):
        """Raise when a closed visit is not what it was when it was closed."""
        for visit in self.filtered(lambda one: one.state == "closed"):
            if visit._record_sha256() != visit.sha256:
                raise UserError(
                    self.env._(
                        "%(visit)s is not what it was when it was closed: something "
                        "of it was changed behind our back. Tell the project lead.",
                        visit=visit.display_name,
                    )
                )
        self.photo_ids._check_intact()

    # -- the client ------------------------------------------------------------------

    def action_share(self):
        """Show the closed visit to the client, and tell him."""
        self.ensure_one()
        self.check_access("write")
        self._lock_row()
        if self.state != "closed":
            raise UserError(
                self.env._(
                    "%(visit)s is not closed yet. Close it first.",
                    visit=self.display_name,
                )
            )
        if self.is_shared:
            return
        self.with_context(visit_flow=VISIT_FLOW).is_shared = True
        self.message_post(
            body=self.env._(
                "The record of our visit to the site is ready: %(visit)s.",
                visit=self.display_name,
            ),
            partner_ids=self.partner_id.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def action_unshare(self):
        """Show it to the client no more."""
        self.ensure_one()
        self.check_access("write")
        self.with_context(visit_flow=VISIT_FLOW).is_shared = False

    def action_preview_portal(self):
        """Open the page the client sees."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.get_portal_url()}

    def action_print_report(self):
        """Open the report of the visit."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/my/visits/{self.id}/report",
            "target": "new",
        }
