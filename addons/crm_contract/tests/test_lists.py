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

    def test_fee_estimates(self):
        estimates = self.env["crm.fee.estimate"]
        fee = {"basis": "area", "currency_id": self.env.company.currency_id.id}
        for _number in range(33):
            order = self._new_order()
            estimates |= estimates.create({"order_id": order.id, "fee": 1, **fee})
        self._assert_same_cost(
            estimates.with_user(self.manager),
            ["display_name", "basis", "fee", "total", "user_id"],
        )

    def test_fee_tables(self):
        table = self.env.ref("crm_contract.crm_fee_table_2002")
        tables = table
        for _number in range(32):
            tables |= table.copy()
        for records, names in (
            (tables, ["name", "currency_id", "float_limit"]),
            (tables.split_ids, ["summary", "design_type_id", "complexity_ids"]),
            (tables.coefficient_ids, ["display_name", "kind", "value"]),
            (tables.area_rate_ids, ["display_name", "price", "currency_id"]),
        ):
            with self.subTest(model=records._name):
                self._assert_same_cost(records.with_user(self.manager), names)

    def test_quotations(self):
        orders = self.env["sale.order"]
        for _number in range(33):
            orders |= self._new_order()
        for order in orders[::2]:
            order.action_request_approval()
        self._assert_same_cost(
            orders.browse(orders.ids).with_user(self.manager),
            [
                "approval_state",
                "can_decide_approval",
                "estimate_count",
                "revision_number",
                "state",
            ],
        )
