from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.routing import DEFAULT_LANG, DEFAULT_TZ


class CrmConnectorRule(models.Model):
    """What people will read, before anybody reads it."""

    _inherit = "crm.connector.rule"

    preview_lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Shown in",
        compute="_compute_preview_lang",
        readonly=False,
        store=False,
    )
    preview_title = fields.Char(string="Shown Title", compute="_compute_preview")
    preview_body = fields.Text(string="Shown Text", compute="_compute_preview")
    preview_note = fields.Char(string="Shown Note", compute="_compute_preview")
    preview_source = fields.Char(
        compute="_compute_preview", help="From which event the preview takes its facts."
    )

    def _compute_preview_lang(self):
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        lang = self.env.lang if self.env.lang in installed else DEFAULT_LANG
        for rule in self:
            rule.preview_lang = rule.preview_lang or lang

    @api.depends("title_template", "body_template", "preview_lang", "kind")
    def _compute_preview(self):
        latest = self._latest_events()
        for rule in self:
            event = latest.get(rule.kind)
            payload = rule._preview_payload(event)
            rule.preview_title = payload["title"]
            rule.preview_body = payload["body"]
            rule.preview_note = payload["note"]
            rule.preview_source = (
                self.env._("As the latest event of this kind would read.")
                if event
                else self.env._("There was no such event yet: the facts are made up.")
            )

    def _latest_events(self):
        """The latest event of each of these rules' kinds; two queries."""
        events_sudo = self.env["crm.business.event"].sudo()  # a preview is for admins
        groups = events_sudo._read_group(
            [("kind", "in", self.mapped("kind"))], ["kind"], ["id:max"]
        )
        events = events_sudo.browse(number for _kind, number in groups)
        return {event.kind: event for event in events}

    def _preview_payload(self, event):
        """What the rule says now, in the chosen language.

        :param event: ``crm.business.event``, or nothing: then the facts are made up
        """
        lang = self.preview_lang or DEFAULT_LANG
        # What is being written counts in the writer's own language, the stored words
        # of the other languages in theirs.
        rule = self if lang == self.env.lang else self.with_context(lang=lang)
        messages = self.env["crm.connector.message"]
        if event:
            localized = event.with_context(lang=lang, tz=self.env.user.tz or DEFAULT_TZ)
            values, url = messages._prepare_values(localized)
        else:
            values, url = self._sample_values(lang), self.get_base_url()
        return rule._prepare_payload(values, url)

    def _sample_values(self, lang):
        localized = self.with_context(lang=lang)
        now = fields.Datetime.context_timestamp(localized, fields.Datetime.now())
        return {
            "summary": localized.env._("What happened, in one sentence"),
            "customer": localized.env._("A customer"),
            "actor": self.env.user.name,
            "document": localized.env._("A document"),
            "company": self.env.company.name,
            "time": now.strftime("%Y-%m-%d %H:%M"),
        }

    def action_send_test(self):
        """Send the preview to oneself, through the chat tool."""
        self.ensure_one()
        self.check_access("write")
        user = self.env.user
        identity = (
            self.env["crm.connector.identity"]
            ._of_users(user, self.env.company)
            .get(user.id)
        )
        if not identity:
            raise UserError(
                self.env._(
                    "No connected chat tool knows you, %(user)s. Link yourself under "
                    "Connectors > Chat Identities, then send the test again.",
                    user=user.name,
                )
            )
        payload = self._preview_payload(self._latest_events().get(self.kind))
        # Each press is a message of its own: to see it again is what is wanted.
        stamp = fields.Datetime.now().timestamp()
        self.env["crm.connector.message"].sudo()._write_new(
            [
                {
                    "connector_id": identity.connector_id.id,
                    "identity_id": identity.id,
                    "user_id": user.id,
                    "rule_id": self.id,
                    "idempotency_key": f"test:{self.id}:{user.id}:{stamp}",
                    "payload": payload,
                }
            ]
        )
        return identity.connector_id._notification(
            "success", self.env._("The test is on its way to you.")
        )
