from odoo.tests import tagged

from .common import ContractCase


@tagged("post_install", "-at_install")
class TestLists(ContractCase):
    """Lists cost the same at ten times the records."""

    def _queries(self, records, fields):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        records.read(fields)
        return self.env.cr.sql_log_count - before

    def _assert_same_cost(self, records, fields):
        few, many = records[:3], records[3:33]
        self._queries(few, fields)  # fills the caches of the registry
        self.assertEqual(self._queries(many, fields), self._queries(few, fields))

    def test_contracts(self):
        contracts = self.env["crm.contract"].create(
            [
                {"title": f"Contract {number}", "partner_id": self.customer.id}
                for number in range(33)
            ]
        )
        for contract in contracts:
            self._new_order(opportunity_id=False).sudo().contract_id = contract
        self._assert_same_cost(
            contracts.with_user(self.manager), ["order_count", "amount_total", "state"]
        )

    def test_opportunities(self):
        leads = self.env["crm.lead"].create(
            [{"name": f"Lead {number}"} for number in range(33)]
        )
        self._assert_same_cost(
            leads.with_user(self.manager),
            ["contract_count", "is_protected", "registration_id"],
        )

    def test_quotations(self):
        orders = self.env["sale.order"]
        for _number in range(33):
            orders |= self._new_order()
        for order in orders[::2]:
            order.action_request_approval()
        self._assert_same_cost(
            orders.browse(orders.ids).with_user(self.manager),
            ["approval_state", "can_decide_approval", "revision_number", "state"],
        )
