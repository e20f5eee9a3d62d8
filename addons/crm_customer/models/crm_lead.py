from odoo import fields, models
from odoo.tools import SQL


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "crm.ownership.mixin"]
    _ownership_field = "lead_id"

    ownership_ids = fields.One2many(
        "crm.ownership", "lead_id", string="History of Owners", readonly=True
    )

    # What the timeline of a customer reads by.
    _timeline_created_idx = models.Index("(partner_id, create_date, id)")
    _timeline_closed_idx = models.Index("(partner_id, date_closed, id)")

    def _merge_opportunity(self, *args, **kwargs):
        leads = self._with_ownership_reason("merge")
        merged = super(CrmLead, leads)._merge_opportunity(*args, **kwargs)
        return merged.with_env(self.env)

    def _merge_dependences(self, opportunities):
        """Hand the history of the leads that are merged away on to this one."""
        result = super()._merge_dependences(opportunities)
        history = self.env["crm.ownership"]
        history.flush_model()
        # In SQL, because the ORM changes no row of the ledger.
        self.env.cr.execute(
            SQL(
                "UPDATE crm_ownership SET lead_id = %s WHERE lead_id IN %s",
                self.id,
                tuple(opportunities.ids),
            )
        )
        history.invalidate_model()
        self.env["crm.lead"].invalidate_model(["ownership_ids"])
        return result

    def convert_opportunity(self, partner, user_ids=False, team_id=False):
        leads = self._with_ownership_reason("conversion")
        return super(CrmLead, leads).convert_opportunity(partner, user_ids, team_id)
