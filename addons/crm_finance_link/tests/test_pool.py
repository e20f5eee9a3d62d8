from odoo.fields import Domain
from odoo.tests import tagged

from .common import PlanCommon

UNPAID = "an instalment is not paid"


@tagged("post_install", "-at_install")
class TestPool(PlanCommon):
    """Who has not paid in full stays with the salesperson."""

    def _is_exempt(self, record):
        model = record.sudo().browse()
        unpaid = model._get_pool_exemptions()[UNPAID]
        return bool(model.search(unpaid & Domain("id", "=", record.id)))

    def test_an_unpaid_instalment_exempts_customer_and_opportunity(self):
        lead = self.env["crm.lead"].create(
            {"name": "Hall", "partner_id": self.customer.id}
        )
        records = (lead, self.customer)
        contract = self.make_contract(sign=False)
        contract.sudo().lead_id = lead
        self.assertFalse(any(map(self._is_exempt, records)))
        contract.action_sign()
        self.assertTrue(all(map(self._is_exempt, records)))
        contract.sudo().state = "closed"
        self.assertTrue(all(map(self._is_exempt, records)))
        # As payments leave it: nothing else writes the state of an instalment.
        self.env.cr.execute(
            "UPDATE crm_payment_plan_line SET state = 'paid' WHERE id IN %s",
            [tuple(contract.plan_line_ids.ids)],
        )
        self.assertFalse(any(map(self._is_exempt, records)))
