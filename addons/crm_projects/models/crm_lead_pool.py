from odoo import api, models
from odoo.fields import Domain


class CrmLead(models.Model):
    """An opportunity whose project is under way stays with its owner."""

    _inherit = "crm.lead"

    @api.model
    def _get_pool_exemptions(self):
        projects = Domain(
            "project_ids", "any", self.env["project.project"]._get_open_domain()
        )
        return {
            **super()._get_pool_exemptions(),
            self.env._("its project is under way"): Domain(
                "contract_ids", "any", projects
            ),
        }
