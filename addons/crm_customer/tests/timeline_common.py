from datetime import datetime, timedelta

from .common import CustomerCase

NOON = datetime(2026, 5, 4, 12)


class TimelineCase(CustomerCase):
    """A customer with a timeline, and who reads it."""

    def _timeline(self, user=None, partner=None, **options):
        """Return all lines that ``user`` (the rep) reads, page by page."""
        partner = (partner or self.customer).with_user(user or self.rep)
        lines, cursor = [], None
        while True:
            page = partner.get_timeline(cursor=cursor, **options)
            lines += page["lines"]
            cursor = page["cursor"]
            if not cursor:
                return lines

    def _titles(self, *args, **options):
        return [line["title"] for line in self._timeline(*args, **options)]

    def _header(self, user=None, partner=None, **options):
        partner = (partner or self.customer).with_user(user or self.rep)
        return partner.get_timeline_header(**options)

    def _new_lead(self, name, days_ago=0, **values):
        """Return an opportunity that was opened so many days before noon."""
        lead = self.env["crm.lead"].create(
            {
                "name": name,
                "type": "opportunity",
                "partner_id": self.customer.id,
                "user_id": self.rep.id,
                **values,
            }
        )
        lead.flush_recordset()
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = %s WHERE id = %s",
            [NOON - timedelta(days=days_ago), lead.id],
        )
        lead.invalidate_recordset(["create_date"])
        return lead

    def _new_meeting(self, name, **values):
        return self.env["calendar.event"].create(
            {
                "name": name,
                "start": NOON,
                "stop": NOON + timedelta(hours=1),
                "user_id": self.rep.id,
                "partner_ids": [(6, 0, self.contact.ids)],
                **values,
            }
        )

    def _post(self, record, body, message_type="comment", subtype="mail.mt_comment"):
        return record.message_post(
            body=body, message_type=message_type, subtype_xmlid=subtype
        )
