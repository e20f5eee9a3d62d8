from odoo.fields import Domain
from odoo.tests import tagged

from .common import DeliverableCommon

UNDER_WAY = "its project is under way"


@tagged("post_install", "-at_install")
class TestPool(DeliverableCommon):
    """While a project is under way, its customer stays with the salesperson."""

    def _is_exempt(self, record):
        model = record.sudo().browse()
        under_way = model._get_pool_exemptions()[UNDER_WAY]
        return bool(model.search(under_way & Domain("id", "=", record.id)))

    def test_a_project_exempts_customer_and_opportunity_until_it_is_done(self):
        lead = self.env["crm.lead"].create(
            {"name": "Hall", "partner_id": self.customer.id}
        )
        self.contract.sudo().lead_id = lead
        self.assertTrue(self._is_exempt(lead))
        self.assertTrue(self._is_exempt(self.customer))
        self.project.sudo().last_update_status = "done"
        self.assertFalse(self._is_exempt(lead))
        self.assertFalse(self._is_exempt(self.customer))

    def test_an_archived_project_exempts_nobody(self):
        self.project.sudo().active = False
        self.assertFalse(self._is_exempt(self.customer))
