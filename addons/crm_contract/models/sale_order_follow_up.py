from odoo import models


class SaleOrder(models.Model):
    """A quotation that goes out to the customer is a follow-up."""

    _inherit = "sale.order"

    def write(self, vals):
        sent = self.browse()
        if vals.get("state") == "sent":
            sent = self.filtered(lambda order: order.state != "sent")
        result = super().write(vals)
        sent._record_sent()
        return result

    def _record_sent(self):
        kind = self.env.ref("crm_pipeline.crm_follow_up_kind_quotation", False)
        if not self or not kind:
            return
        follow_up = self.env["crm.follow.up"]
        facts = [
            {
                # Who sends a quotation may not be able to read its opportunity.
                **follow_up._get_subject_vals(order.opportunity_id or order.partner_id),
                "kind_id": kind.id,
                "note": order.name,
                "source_model": self._name,
                "source_id": order.id,
            }
            for order in self.sudo()
        ]
        follow_up._record(facts)
