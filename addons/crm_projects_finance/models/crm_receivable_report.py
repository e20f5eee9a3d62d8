from odoo import api, fields, models
from odoo.tools import SQL


class CrmReceivableReport(models.Model):
    """The project that money is owed for."""

    _inherit = "crm.receivable.report"

    project_id = fields.Many2one("project.project", readonly=True)

    @api.model
    def _get_item_columns(self):
        # A supplement is carried out by the project of its contract.
        project = SQL(
            """
            (SELECT project.id
               FROM crm_contract contract
               JOIN project_project project
                 ON project.contract_id IN (contract.id, contract.parent_id)
              WHERE contract.id = COALESCE(move.contract_id, instalment.contract_id)
           ORDER BY project.id
              LIMIT 1)
            """
        )
        return {**super()._get_item_columns(), "project_id": project}

    @api.model
    def _get_export_groups(self):
        return {**super()._get_export_groups(), "project_id": 30}
