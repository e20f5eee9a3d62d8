from odoo import api, models
from odoo.tools import format_amount

from odoo.addons.crm_customer.tools.timeline import Link

LINKS = 3


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _customer_links(self, members):
        """Add the quotations that were sent and hold."""
        links = super()._customer_links(members)
        orders = self.env["sale.order"]
        if not orders.has_access("read"):
            return links
        found = orders.search(
            [
                ("partner_id", "in", members.ids),
                ("state", "=", "sent"),
                ("next_revision_ids", "=", False),
            ],
            order="date_order desc, id desc",
            limit=LINKS,
        )
        # Without rounding: the customer sees the amount to the cent, too.
        return [
            *links,
            *(
                Link(
                    label=order.name,
                    url=order.get_base_url() + order.get_portal_url(),
                    detail=format_amount(
                        self.env, order.amount_total, order.currency_id
                    ),
                )
                for order in found
            ),
        ]
