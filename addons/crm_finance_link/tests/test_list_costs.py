from odoo.tests import tagged

from odoo.addons.crm_pipeline.tests.list_costs import TIMES, ListCosts

from .bank_common import BankRecords
from .collection_factories import CollectionFactories
from .exchange_factories import ExchangeFactories
from .fapiao_common import FapiaoCommon


@tagged("post_install", "-at_install")
class TestListCosts(
    CollectionFactories, ExchangeFactories, ListCosts, BankRecords, FapiaoCommon
):
    """Lists of plans, fapiaos, banks and collection cost the same at ten times."""

    few = 1  # signed contracts are dear to make

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = (cls.rep, cls.biller, cls.env.user)

    def _new_plans(self, count):
        plans = self.env["crm.payment.plan"]
        for _number in range(count):
            plans |= self.make_contract().plan_ids
        return plans

    def _new_fapiaos(self, plans):
        fapiaos = self.env["crm.fapiao"]
        for plan in plans:
            line = plan.line_ids[0]
            line.invoice_ids.action_post()
            action = line.with_user(self.rep).action_apply_fapiao()
            fapiaos |= fapiaos.browse(action["res_id"])
        return fapiaos

    def test_lists(self):
        plans = self._new_plans(self.few * TIMES)
        self.assert_lists_cost_the_same(
            "crm_finance_link",
            {
                **self.exchange_factories(plans),
                "crm.payment.plan": lambda count: plans,
                "crm.payment.plan.line": lambda count: plans.line_ids[:count],
                "crm.payment.plan.template": lambda count: (
                    self.template.browse().concat(
                        *(self.template.copy() for _number in range(count))
                    )
                ),
                "account.bank.statement.line": self.new_bank_lines,
                "account.statement.import.sheet.mapping": self.new_bank_layouts,
                "crm.bank.import": self.new_bank_imports,
                "crm.bank.payer": self.new_bank_payers,
                "crm.fapiao": lambda count: self._new_fapiaos(plans),
                "crm.fapiao.layout": lambda count: self.env["crm.fapiao.layout"].create(
                    [{"name": f"Layout {number}"} for number in range(count)]
                ),
                **self._get_collection_factories(plans),
            },
        )
