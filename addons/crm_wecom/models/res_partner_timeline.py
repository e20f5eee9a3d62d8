from odoo import api, models

from odoo.addons.crm_customer.tools.timeline import Kind


class ResPartner(models.Model):
    """What happens in WeCom is in the customer's timeline."""

    _inherit = "res.partner"

    @api.model
    def _timeline_kinds(self):
        return {
            **super()._timeline_kinds(),
            "wecom": Kind(label=self.env._("WeCom"), icon="fa-weixin", sequence=6),
        }

    @api.model
    def _timeline_sources(self):
        return [
            *super()._timeline_sources(),
            self._timeline_source(
                "wecom",
                "crm.wecom.interaction",
                "happened_at",
                title="subject",
                text="content",
                state="kind",
                document=("contact_id", "crm.wecom.contact"),
            ),
        ]
