from odoo import api, models
from odoo.fields import Domain

#: The name that our record has in the database: names of sources have one language.
CHANNEL = "Channel Partner"


class UtmSource(models.Model):
    """The source of registrations by channel partners, in the reader's language."""

    _inherit = "utm.source"

    @api.depends("name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        result = super()._compute_display_name()
        channel = self._get_channel_source()
        # Somebody may have named it otherwise: then that is its name.
        if channel in self and channel.name == CHANNEL:
            channel.display_name = self.env._("Channel Partner")
        return result

    @api.model
    def _search_display_name(self, operator, value):
        domain = super()._search_display_name(operator, value)
        label = self.env._("Channel Partner").casefold()
        is_asked = operator in ("ilike", "=ilike", "=") and isinstance(value, str)
        if is_asked and value and value.casefold() in label:
            domain = Domain(domain) | Domain("name", "=", CHANNEL)
        return domain

    @api.model
    def _get_channel_source(self):
        source = self.env.ref("crm_pipeline.utm_source_channel", False)
        return source or self.browse()
