from odoo import api, models


class ResPartner(models.Model):
    """A customer whose project is under way stays with its owner."""

    _inherit = "res.partner"

    @api.model
    def _get_pool_exemptions(self):
        projects = self.env["project.project"]._get_open_domain()
        return {
            **super()._get_pool_exemptions(),
            self.env._("its project is under way"): self._get_customers_of(
                "project.project", projects
            ),
        }
