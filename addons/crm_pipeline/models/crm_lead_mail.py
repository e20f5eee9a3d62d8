from odoo import api, models
from odoo.tools import html2plaintext

from ..tools import lead_mail


class CrmLead(models.Model):
    """Leads that come by mail, to the alias of a team."""

    _inherit = "crm.lead"

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Read what the mail says clearly about its sender; guess nothing."""
        values = {**self._read_mail(msg_dict), **(custom_values or {})}
        return super().message_new(msg_dict, custom_values=values)

    @api.model
    def _read_mail(self, msg_dict):
        text = lead_mail.own_text(html2plaintext(msg_dict.get("body") or ""))
        values = {"intake_channel": "mail"}
        medium = self.env.ref("utm.utm_medium_email", raise_if_not_found=False)
        if medium:
            values["medium_id"] = medium.id
        if msg_dict.get("author_id"):
            return values  # Odoo takes phone and company from the contact
        found = {
            "phone": lead_mail.phone(text),
            "partner_name": lead_mail.company(text),
        }
        values |= {name: value for name, value in found.items() if value}
        return self._intake_normalise(values)

    def _assign_userless_lead_in_team(self, creation_source):
        # Odoo gives what comes from outside to the team's leader: our rules first.
        self._intake_place()
        return super()._assign_userless_lead_in_team(creation_source)
