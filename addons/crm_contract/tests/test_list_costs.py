import base64
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from odoo.addons.crm_pipeline.tests.list_costs import TIMES, ListCosts

from .certificates import make_certificate
from .common import ContractCase


@tagged("post_install", "-at_install")
class TestListCosts(ListCosts, ContractCase):
    """Lists of contracts and the workbench cost the same at ten times the records."""

    few = 2  # approved quotations are dear to make

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = (cls.rep, cls.manager, cls.env.ref("base.user_admin"))

    def test_lists(self):
        orders = self._new_orders(self.few * TIMES)
        contracts = self._new_contracts(orders)
        self.assert_lists_cost_the_same(
            "crm_contract",
            {
                "crm.contract": lambda count: contracts,
                "crm.contract.template": self._new_templates,
                "crm.contract.certificate": self._new_certificates,
                "crm.fee.table": self._new_fee_tables,
                "crm.sign.provider": self._new_providers,
                "crm.sign.envelope": lambda count: self._new_envelopes(contracts),
                "sale.order": lambda count: orders,
            },
            ("sale.view_quotation_tree_with_onboarding", "sale.view_sale_order_kanban"),
        )

    def _new_contracts(self, orders):
        contracts = self.env["crm.contract"].create(
            [
                {
                    "title": f"Contract {number}",
                    "partner_id": order.partner_id.id,
                    "user_id": self.rep.id,
                    "lead_id": order.opportunity_id.id,
                }
                for number, order in enumerate(orders)
            ]
        )
        for contract, order in zip(contracts, orders, strict=True):
            order.sudo().contract_id = contract
        return contracts

    def _new_providers(self, count):
        return self.env["crm.sign.provider"].create(
            [{"name": f"Provider {number}"} for number in range(count)]
        )

    def _new_envelopes(self, contracts):
        provider = self._new_providers(1)
        documents = self.env["crm.contract.document"].create(
            [
                {
                    "contract_id": contract.id,
                    "number": 1,
                    "html": "Text",
                    "sha256": "0",
                    "currency_id": contract.currency_id.id,
                    "user_id": self.rep.id,
                }
                for contract in contracts
            ]
        )
        return self.env["crm.sign.envelope"].create(
            [
                {
                    "contract_id": document.contract_id.id,
                    "document_id": document.id,
                    "provider_id": provider.id,
                }
                for document in documents
            ]
        )

    def _new_customers(self, count):
        return self.env["res.partner"].create(
            [{"name": f"Customer {number}", "phone": "1"} for number in range(count)]
        )

    def _new_orders(self, count):
        orders = self.env["sale.order"].concat(
            *(
                self._new_order(
                    partner_id=customer.id,
                    opportunity_id=self._new_lead().id,
                )
                for customer in self._new_customers(count)
            )
        )
        for order in orders[::2]:
            order.action_request_approval()
        return orders.sudo(False).browse(orders.ids)

    def _new_templates(self, count):
        return self.env["crm.contract.template"].create(
            [{"name": f"Template {number}"} for number in range(count)]
        )

    def _new_fee_tables(self, count):
        table = self.env.ref("crm_contract.crm_fee_table_2002")
        return table.browse().concat(*(table.copy() for _number in range(count)))

    def _new_certificates(self, count):
        data, _root = make_certificate("Costs Ltd", "secret")
        values = {"pkcs12": base64.b64encode(data), "password": "secret"}
        certificates = self.env["crm.contract.certificate"]
        for _number in range(count):  # one certificate a company at a time
            certificates |= certificates.create(values)
            certificates.active = False
        return certificates

    def test_the_workbench(self):
        costs = []
        bench = self.env["crm.workbench"].with_user(self.rep)
        for more in (self.few, self.few * (TIMES - 1)):
            self._fill_workbench(more)
            self._queries(bench)  # fills the caches of the registry
            costs.append(self._queries(bench))
        counts = {kind["key"]: kind["count"] for kind in bench.load()["kinds"]}
        for kind in ("contract", "quotation_approved", "quotation_sent"):
            self.assertEqual(counts[kind], self.few * TIMES, kind)
        self.assertLessEqual(costs[1], costs[0])

    def _queries(self, bench):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        bench.load()
        return self.env.cr.sql_log_count - before

    def _fill_workbench(self, count):
        self.env["crm.contract"].create(
            [
                {
                    "title": f"Contract {number}",
                    "partner_id": customer.id,
                    "user_id": self.rep.id,
                }
                for number, customer in enumerate(self._new_customers(count))
            ]
        )
        orders = self.env["sale.order"].concat(
            *(
                self._approve(
                    self._new_order(
                        partner_id=customer.id, opportunity_id=self._new_lead().id
                    )
                )
                for customer in self._new_customers(2 * count)
            )
        )
        sent = orders[:count]
        sent.action_quotation_sent()
        rows = sent.opportunity_id.follow_up_ids.sudo()
        rows.happened_at = fields.Datetime.now() - timedelta(days=9)
