from odoo import api, models
from odoo.tools import SQL

# A supplement is carried out by the project of its contract.
TEAM = """
    (SELECT string_agg(
                concat_ws(' ', member.id, member.user_id, member.duty),
                ',' ORDER BY member.id)
       FROM project_project project
       JOIN project_member member ON member.project_id = project.id
      WHERE project.contract_id IN (contract.id, contract.parent_id))
"""


class CrmPaymentPlanLine(models.Model):
    """Who joins a project's team may have a part of what came in before."""

    _inherit = "crm.payment.plan.line"

    @api.model
    def _get_commission_facts(self):
        return [*super()._get_commission_facts(), SQL(TEAM)]
