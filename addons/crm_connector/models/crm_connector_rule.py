from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.template import NAMES, render, unknown_names
from .crm_connector_preference import CHANNELS

# What asks somebody for a decision that he can give with a button.
DECIDABLE = frozenset(
    {"approval.waiting", "approval.reminder", "approval.late", "approval.handed_over"}
)


class CrmConnectorRule(models.Model):
    """Which business events are told in chat tools, and in which words."""

    _name = "crm.connector.rule"
    _description = "Notification Rule"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Char(
        string="Business Event",
        required=True,
        help="Code of the business event, e.g. quotation.approved.",
    )
    title_template = fields.Char(string="Title", required=True, translate=True)
    body_template = fields.Text(
        string="Text",
        translate=True,
        help="Placeholders: {summary} what happened, {customer}, {actor} who did "
        "it, {document}, {company}, {time}. A line that stays empty is left out.",
    )
    layout = fields.Selection(
        [("card", "Card with Link"), ("text", "Text")], default="card", required=True
    )

    is_concerned_told = fields.Boolean(
        string="Tell Those Concerned",
        default=True,
        help="The people whom the event itself names, e.g. who has to approve.",
    )
    audience_ids = fields.One2many(
        "crm.connector.rule.audience", "rule_id", string="Tell Also", copy=True
    )
    default_channel = fields.Selection(
        CHANNELS,
        string="Told by",
        default="chat",
        required=True,
        help="For those who did not choose themselves. Whom no chat tool reaches, "
        "Odoo tells.",
    )
    is_choosable = fields.Boolean(
        string="People May Choose",
        default=True,
        help="Each person may have it told another way, or not at all.",
    )
    is_urgent = fields.Boolean(
        string="Urgent",
        help="Arrives in quiet hours, too, and never waits for a summary.",
    )
    has_buttons = fields.Boolean(
        string="Buttons",
        compute="_compute_has_buttons",
        store=True,
        readonly=False,
        help="Who has to approve can do so in the chat tool.",
    )
    refusal_reasons = fields.Text(
        string="Reasons to Choose from",
        translate=True,
        help="One a line. A refusal needs a reason; on a card one is chosen. Empty: "
        "the usual ones.",
    )

    _kind_unique = models.UniqueIndex(
        "(kind) WHERE active IS TRUE", "This business event has an active rule already."
    )

    @api.depends("kind")
    def _compute_has_buttons(self):
        for rule in self:
            rule.has_buttons = rule.has_buttons or rule.kind in DECIDABLE

    @api.constrains("title_template", "body_template")
    def _check_placeholders(self):
        for rule in self:
            unknown = unknown_names(rule.title_template) + unknown_names(
                rule.body_template
            )
            if unknown:
                raise ValidationError(
                    self.env._(
                        "Rule %(name)s: %(unknown)s is no placeholder. Use %(known)s.",
                        name=rule.name,
                        unknown=", ".join(unknown),
                        known=", ".join(f"{{{name}}}" for name in NAMES),
                    )
                )

    @api.model
    def _of(self, event):
        """The rule of this event, or an empty set."""
        return self.search([("kind", "=", event.kind)], limit=1)

    def _extra_people(self, event):
        """Whom the rule has told besides those that the event names.

        Who did it is not told, nor is who does not work for the event's company.
        """
        people = self.audience_ids._people(event) - event.user_id
        company = event.company_id
        return people.filtered(
            lambda user: not user.share and (not company or company in user.company_ids)
        )

    def _reasons(self):
        """The reasons that a card offers for a refusal, in the context's language."""
        self.ensure_one()
        own = [line.strip() for line in (self.refusal_reasons or "").splitlines()]
        return [line for line in own if line] or [
            self.env._("Price or discount not acceptable"),
            self.env._("Information is missing"),
            self.env._("The terms have to be changed"),
            self.env._("Please talk to me first"),
        ]

    def _channels(self, people):
        """How each of ``people`` wants to hear of it: {user id: channel}."""
        channels = dict.fromkeys(people.ids, self.default_channel)
        if self.is_choosable:
            chosen = self.env["crm.connector.preference"].search_fetch(
                [("rule_id", "=", self.id), ("user_id", "in", people.ids)],
                ["user_id", "channel"],
            )
            channels.update({row.user_id.id: row.channel for row in chosen})
        return channels

    def _prepare_payload(self, values, url):
        """What a message says, in the language of the context.

        :param dict values: placeholder name -> text
        :param str url: the document's address; a card needs one
        """
        self.ensure_one()
        return {
            "title": render(self.title_template, values),
            "body": render(self.body_template, values),
            "note": values["time"],
            "url": url,
            "link": self.env._("View Details"),
            "layout": self.layout if url else "text",
        }
