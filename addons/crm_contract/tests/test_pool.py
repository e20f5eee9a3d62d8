from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tests import tagged

from .common import ContractCase


@tagged("post_install", "-at_install")
class TestPool(ContractCase):
    """Contracts and quotations keep their opportunity and customer from the pool."""

    def _reasons(self, record):
        """Return why ``record`` never falls into a pool."""
        me = Domain("id", "=", record.id)
        model = record.sudo().browse()
        exemptions = model._get_pool_exemptions()
        return {
            reason for reason, domain in exemptions.items() if model.search(domain & me)
        }

    def _deals(self, since):
        me = Domain("id", "=", self.lead.id)
        lead = self.lead.search(self.lead._get_pool_deal_domain(since) & me)
        them = Domain("id", "=", self.customer.id)
        domain = self.customer._get_pool_deal_domain(since) & them
        return lead, self.customer.search(domain)

    def test_without_a_contract_nothing_exempts(self):
        self.assertFalse(self._reasons(self.lead))
        self.assertFalse(self._reasons(self.customer))

    def test_an_open_contract_exempts_until_it_is_closed(self):
        contract = self._new_contract()
        for state in ("draft", "signed"):
            contract.sudo().state = state
            for record in (self.lead, self.customer):
                self.assertEqual(self._reasons(record), {"it has an open contract"})
        contract.sudo().state = "closed"
        for record in (self.lead, self.customer):
            self.assertFalse(self._reasons(record))

    def test_a_contract_of_the_contact_exempts_the_company(self):
        contract = self._new_contract()
        contract.partner_id = self.client.partner_id
        self.assertTrue(self._reasons(self.customer))

    def test_a_quotation_that_waits_for_approval_exempts(self):
        order = self._new_order()
        self.assertFalse(self._reasons(self.lead))
        order.action_request_approval()
        waiting = {"a quotation of it waits for an approval"}
        self.assertEqual(self._reasons(self.lead), waiting)
        self.assertEqual(self._reasons(self.customer), waiting)
        order.with_user(self.manager).action_approve()
        self.assertFalse(self._reasons(self.lead))

    def test_an_opportunity_with_a_contract_is_not_given_up(self):
        self._new_contract()
        wizard = self.env["crm.pool.release"].with_user(self.rep)
        wizard = wizard.create({"lead_ids": [(6, 0, self.lead.ids)], "note": "x"})
        with self.assertRaisesRegex(UserError, "it has an open contract"):
            wizard.action_release()

    def test_a_signed_contract_is_a_deal(self):
        now = fields.Datetime.now()
        self.assertFalse(any(self._deals(now - timedelta(days=180))))
        self._new_signed_contract()
        self.assertTrue(all(self._deals(now - timedelta(days=180))))
        self.assertFalse(any(self._deals(now + timedelta(days=2))))

    def test_a_quotation_sent_is_a_follow_up_once(self):
        order = self._new_order()
        self.assertFalse(self.lead.last_effective_contact_at)
        order.action_quotation_sent()
        order.sudo().state = "draft"
        order.action_quotation_sent()
        self.assertEqual(len(self.lead.follow_up_ids), 1)
        self.assertEqual(self.lead.follow_up_ids.user_id, self.rep)
        self.assertTrue(self.lead.last_effective_contact_at)
        self.assertTrue(self.customer.last_effective_contact_at)
