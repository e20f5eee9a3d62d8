from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.template import NAMES, render, unknown_names


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

    _kind_unique = models.UniqueIndex(
        "(kind) WHERE active IS TRUE", "This business event has an active rule already."
    )

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
