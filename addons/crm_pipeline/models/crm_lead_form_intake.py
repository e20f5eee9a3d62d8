import secrets
import time

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import hmac, plaintext2html

from ..tools import form_token, portal_form
from .form_problems import FormProblems, sentence

#: a field that people do not see, and machines fill in
HONEYPOT = "website_url"
ALWAYS = (
    portal_form.FormField("contact_name", limit=60, is_required=True),
    portal_form.FormField("phone", "phone", limit=60, is_required=True),
)
#: asked for where the form says so: field of the form -> what is typed
ASKED = {
    "asks_company": portal_form.FormField("partner_name", limit=200),
    "asks_email": portal_form.FormField("email_from", "email", limit=120),
    "asks_city": portal_form.FormField("city", limit=60),
    "asks_design_type": portal_form.FormField("design_type_id", "number"),
    "asks_area": portal_form.FormField("area", "area", limit=40),
    "asks_budget": portal_form.FormField("expected_revenue", "amount", limit=40),
}
LAST = (portal_form.FormField("note", "text", limit=2000),)
SCOPE = "crm.lead.form"


class CrmLeadForm(models.Model):
    """What happens when a visitor sends a form; all as superuser."""

    _inherit = "crm.lead.form"

    def _form_fields(self):
        """Return what this form asks for, in its order."""
        asked = [field for name, field in ASKED.items() if self[name]]
        return [*ALWAYS, *asked, *LAST]

    def _labels(self):
        return {
            "contact_name": self.env._("Your name"),
            "phone": self.env._("Phone"),
            "partner_name": self.env._("Company"),
            "email_from": self.env._("Mail"),
            "city": self.env._("City of the project"),
            "design_type_id": self.env._("Design type"),
            "area": self.env._("Area (m²)"),
            "expected_revenue": self.env._("Budget"),
            "note": self.env._("What do you need?"),
        }

    def _sign(self, text):
        return hmac(self.env(su=True), SCOPE, f"{self.id}:{text}")

    def _issue_token(self):
        """Return a token for one showing of this form."""
        return form_token.issue(int(time.time()), secrets.token_hex(16), self._sign)

    def _receive(self, typed, address):
        """Make a lead of what a visitor typed; the same form sent twice makes one.

        What machines do is answered as if it had worked, and nothing is stored.

        :param dict typed: texts by field, ``token``, ``consent``
        :param str address: the visitor's network address; it is not stored
        :return: the lead, an empty set for a machine's
        :raises FormProblems: what cannot be taken, in sentences by field
        :raises UserError: a limit is reached
        """
        self.ensure_one()
        nonce, problem = form_token.read(
            typed.get("token"), int(time.time()), self._sign
        )
        if typed.get(HONEYPOT):
            return self.env["crm.lead"]
        if problem in ("forged", "old"):
            raise FormProblems(
                {"": self.env._("This page has grown old. Send the form once more.")}
            )
        if problem == "fast":
            raise FormProblems(
                {"": self.env._("That was very fast. Look it over and send it again.")}
            )
        sent = self.env["crm.lead"].with_context(active_test=False)
        if sent := sent.search([("form_token", "=", nonce)], limit=1):
            return sent
        values = self._read_form(typed)
        self._count_use(address)
        vals = self._prepare_lead_vals(values)
        return self.env["crm.lead"]._intake([{**vals, "form_token": nonce}], "form")

    def _read_form(self, typed):
        asked = self._form_fields()
        values, problems = portal_form.clean(asked, typed)
        labels = self._labels()
        sentences = {
            name: sentence(self.env, labels[name], problem)
            for name, problem in problems.items()
        }
        if type_id := values.get("design_type_id"):
            if not self.env["crm.design.type"].search_count([("id", "=", type_id)]):
                sentences["design_type_id"] = sentence(
                    self.env, labels["design_type_id"], portal_form.Problem("number")
                )
        if not typed.get("consent"):
            sentences["consent"] = self.env._(
                "Without your agreement we may not store your enquiry."
            )
        if sentences:
            raise FormProblems(sentences)
        return values

    def _count_use(self, address):
        """Count this enquiry, for the form and for the visitor.

        :raises UserError: when one of the limits of this hour is reached
        """
        usage = self.env["crm.rate.usage"]
        # A hash that changes each day tells nobody later who has been here.
        visitor = self._sign(f"{fields.Date.today()}:{address}")[:32]
        allowed = usage._use(f"form:{self.id}:{visitor}", self.visitor_limit)
        if not (allowed and usage._use(f"form:{self.id}", self.hourly_limit)):
            raise UserError(
                self.env._(
                    "There are too many enquiries just now. Please call us, or send "
                    "this form again in an hour."
                )
            )

    def _prepare_lead_vals(self, values):
        values = dict(values)
        note = values.pop("note")
        who = values.get("partner_name") or values["contact_name"]
        kind = self.env["crm.design.type"].browse(values.get("design_type_id") or [])
        return {
            **values,
            "name": " · ".join(filter(None, (who, kind.name or self.name))),
            "type": "lead" if self.team_id.use_leads else "opportunity",
            "description": plaintext2html(note) if note else False,
            "team_id": self.team_id.id,
            "company_id": self.company_id.id,
            "source_id": self.source_id.id,
            "medium_id": self.medium_id.id,
            "campaign_id": self.campaign_id.id,
            "lead_form_id": self.id,
            "consent_text": self.consent,
            "consent_at": fields.Datetime.now(),
        }
