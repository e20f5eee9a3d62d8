from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user


class TourCase(HttpCase):
    """People and the quotation of an opportunity, for a tour to begin with."""

    def _new_user(self, role, groups, name):
        return new_test_user(
            self.env, f"tour_{role}", groups, name=name, lang="en_US", tz="UTC"
        )

    def _new_order(self, rep):
        customer = self.env["res.partner"].create(
            {
                "name": "Tour Customer",
                "email": "tour@example.com",
            }
        )
        lead = self.env["crm.lead"].create(
            {
                "name": "Tour Lead",
                "type": "opportunity",
                "partner_id": customer.id,
                "user_id": rep.id,
                "project_name": "Tour Gallery",
                "site_address": "Wensan Road 90",
                "area": 320,
                "design_type_id": self.env.ref(
                    "crm_pipeline.crm_design_type_interior"
                ).id,
            }
        )
        product = self.env["product.product"].create(
            {"name": "Design fee", "type": "service", "taxes_id": []}
        )
        line = {"product_id": product.id, "price_unit": 1000, "tax_ids": []}
        return (
            self.env["sale.order"]
            .with_user(rep)
            .create(
                {
                    "partner_id": customer.id,
                    "opportunity_id": lead.id,
                    "order_line": [Command.create(line)],
                }
            )
        )
