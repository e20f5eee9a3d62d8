from odoo import models
from odoo.tools import html2plaintext

from odoo.addons.crm_connector.clients.errors import ClientMissing

from ..tools import meeting, todo


class CrmDingtalkItem(models.Model):
    """A meeting in the calendar of who organises it."""

    _inherit = "crm.dingtalk.item"

    def _wanted_meeting(self):
        """What should be true in DingTalk."""
        event = self._record()
        if not event.active or event.user_id != self.user_id:
            return "removed"
        return "shown"

    def _meeting_values(self):
        """What the calendar says of the meeting."""
        event = self._record()
        return {
            "name": event.name or "",
            "description": html2plaintext(event.description or "").strip(),
            "location": event.location or "",
            "is_all_day": event.allday,
            "start": event.start_date if event.allday else event.start,
            "stop": event.stop_date if event.allday else event.stop,
        }

    def _meeting_attendees(self):
        """The unionids of the colleagues who take part, beside the organiser.

        :raise ClientError: DingTalk could not be asked for them
        """
        users = self._record().partner_ids.user_ids - self.user_id
        identities = self.env["crm.connector.identity"].search(
            [
                ("connector_id", "=", self.connector_id.id),
                ("user_id", "in", users.ids),
            ]
        )
        return [identity._dingtalk_unionid() for identity in identities]

    def _push_meeting(self, work, wanted):
        """Make ``wanted`` true in DingTalk.

        :raise ClientError: it could not be done
        """
        unionid = self._known_unionid()
        if wanted == "removed":
            if self.external_id:
                work.delete_event(unionid, self.external_id)
            # An event that comes back into being is another one there.
            return {"state": "removed", "external_id": False, "digest": False}
        body = meeting.event_body(self._meeting_values(), self._meeting_attendees())
        told = todo.digest(body)
        if self.state == "shown" and told == self.digest:
            return {}
        event_id = self.external_id
        try:
            if event_id:
                work.update_event(unionid, event_id, body)
            else:
                event_id = work.create_event(unionid, body, self.source_key)
        except ClientMissing:
            return {"state": "gone"}
        return {"state": "shown", "external_id": event_id, "digest": told}
