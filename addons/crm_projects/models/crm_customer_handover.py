from odoo import api, models


class CrmCustomerHandover(models.Model):
    """Running projects keep their people; whoever takes over is told of them."""

    _inherit = "crm.customer.handover"

    @api.model
    def _handover_sources(self):
        return [
            *super()._handover_sources(),
            self._handover_source(
                key="project",
                title=self.env._("Running Projects"),
                icon="fa-puzzle-piece",
                rank=65,
                model="project.project",
                owner="partner_id.commercial_partner_id.user_id",
                domain=self.env["project.project"]._get_open_domain(),
                how="stays",
                note=self.env._(
                    "Their project managers and designers stay; the client's contact "
                    "in sales is new."
                ),
            ),
        ]
