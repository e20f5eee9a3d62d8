from odoo import fields, models
from odoo.exceptions import UserError


class CrmLead(models.Model):
    """Whoever loses an opportunity says why, and to whom."""

    _inherit = "crm.lead"

    competitor_ids = fields.Many2many("crm.competitor", string="Competitors")
    lost_to_id = fields.Many2one(
        "crm.competitor", string="Lost to", index="btree_not_null", tracking=True
    )

    def write(self, vals):
        result = super().write(vals)
        if not self.env.su and not {"active", "probability"}.isdisjoint(vals):
            self._check_lost_reason()
        return result

    def _check_lost_reason(self):
        unexplained = self.filtered(
            lambda lead: (
                lead.type == "opportunity"
                and lead.won_status == "lost"
                and not lead.lost_reason_id
            )
        )
        if unexplained:
            raise UserError(
                self.env._(
                    "“%(lead)s” is lost without a reason. Press Lost on the "
                    "opportunity and choose one, so that we learn from it.",
                    lead=unexplained[0].name,
                )
            )
