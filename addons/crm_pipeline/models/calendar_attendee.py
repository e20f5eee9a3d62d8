from odoo import models


class CalendarAttendee(models.Model):
    """An invited customer's phone and address are his own as everywhere."""

    _name = "calendar.attendee"
    _inherit = ["calendar.attendee", "crm.contact.guard"]

    def _guarded_partner(self):
        return self.partner_id
