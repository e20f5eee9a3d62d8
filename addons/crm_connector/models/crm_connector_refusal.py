from odoo import api, fields, models
from odoo.tools import SQL


class CrmConnectorRefusal(models.Model):
    """How often a connector was called back by somebody who could not prove himself.

    A row of its own, so that a flood of such calls never holds the connector's.
    """

    _name = "crm.connector.refusal"
    _description = "Refused Callbacks"
    _rec_name = "connector_id"

    connector_id = fields.Many2one(
        "crm.connector", required=True, readonly=True, ondelete="cascade", index=True
    )
    count = fields.Integer(required=True, readonly=True)
    last_at = fields.Datetime(readonly=True)

    _connector_unique = models.Constraint(
        "UNIQUE(connector_id)", "A connector's refused callbacks are one row."
    )

    @api.model
    def _count(self, connector_id):
        """Count one more refused call."""
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_connector_refusal (connector_id, count, last_at) "
                "VALUES (%s, 1, %s) ON CONFLICT (connector_id) DO UPDATE SET "
                "count = crm_connector_refusal.count + 1, last_at = EXCLUDED.last_at",
                connector_id,
                fields.Datetime.now(),
            )
        )
