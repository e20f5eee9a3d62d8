from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..models.crm_commission_receipt import Receipt
from .commission_common import CommissionCommon


@tagged("post_install", "-at_install")
class TestCommissionProduct(CommissionCommon):
    """Rates of a product or a category of products."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goods = cls.env["product.category"].create({"name": "Goods"})
        cls.models = cls.env["product.category"].create(
            {"name": "Models", "parent_id": cls.goods.id}
        )
        cls.model = cls.env["product.product"].create(
            {
                "name": "Model 1:100",
                "type": "service",
                "invoice_policy": "order",
                "categ_id": cls.models.id,
                "taxes_id": False,
            }
        )
        # Fee 600, model 400: of the deposit (212 with tax) 120 and 80.
        cls.contract = cls.make_contract(((1, 600.0, 0.0),), cls.tax, sign=False)
        order = cls.contract.order_ids
        order.order_line.copy(
            {"order_id": order.id, "product_id": cls.model.id, "price_unit": 400.0}
        )
        cls.kind = cls.env["crm.design.type"].create({"name": "Villa", "code": "villa"})
        cls.contract.write({"team_id": cls.team.id, "design_type_id": cls.kind.id})
        cls.contract.action_sign()
        cls.deposit = cls.contract.plan_line_ids[0]
        cls.invoice = cls.deposit.invoice_ids
        cls.invoice.action_post()

    def add_rule(self, rate, role="sales", **vals):
        return self.env["crm.commission.rule"].create(
            {"plan_id": self.commission_plan.id, "role": role, "rate": rate, **vals}
        )

    def test_each_product_has_the_rate_of_its_nearest_rule(self):
        self.assertEqual(self.deposit.amount, 212)
        self.add_rule(5, product_categ_id=self.goods.id)
        self.pay(self.invoice, 106)
        # 60 at 3 % and 40 at 5 %.
        self.assertEqual(self.earned(self.rep), 3.80)
        entries = self.entries(self.rep)
        self.assertEqual(sorted(entries.mapped("base")), [40, 60])
        self.assertEqual(sorted(entries.mapped("part_percent")), [40, 60])
        self.assertEqual(self.earned(self.leader), 1, "one rule, one entry")
        self.assertEqual(len(self.entries(self.leader)), 1)
        self.add_rule(10, product_categ_id=self.models.id)
        self.add_rule(20, product_id=self.model.id)
        self.pay(self.invoice, 106)
        # The product before its category, for what comes in from now on: 60 at 3, 40 at
        # 20 %.
        self.assertAlmostEqual(self.earned(self.rep), 3.80 + 9.80)

    def test_of_equals_the_design_type_s_counts(self):
        kind = self.kind
        self.add_rule(5, product_categ_id=self.goods.id)
        self.add_rule(7, product_categ_id=self.goods.id, design_type_id=kind.id)
        self.add_rule(9, design_type_id=kind.id)
        self.pay(self.invoice)
        # The product says more than the type: 120 at 9 %, 80 at 7 %.
        self.assertAlmostEqual(self.earned(self.rep), 10.80 + 5.60)

    def test_what_is_taken_back_ends_at_the_same_cents(self):
        self.add_rule(5, product_id=self.model.id)
        payment = self.pay(self.invoice)
        self.assertEqual(self.earned(self.rep), 7.60)
        payment.move_id.line_ids.remove_move_reconcile()
        self.assertEqual(self.earned(self.rep), 0)
        back = self.entries(self.rep, kind="clawback")
        self.assertEqual(sorted(back.mapped("amount")), [-4.0, -3.6])
        self.reverse(self.invoice)
        self.assertEqual(self.earned(self.rep), 0)
        self.assertFalse(self.book())

    def test_the_tiers_count_what_came_in_for_all_products(self):
        tier = {"tier_ids": [Command.create({"start": 100, "rate": 50})]}
        self.add_rule(0, product_id=self.model.id, **tier)
        self.pay(self.invoice)
        # The fee of 120 comes first, so all 80 of the model lie above the tier.
        self.assertEqual(self.earned(self.rep), 3.60 + 40)

    def test_a_product_without_a_rule_brings_nothing(self):
        self.commission_plan.rule_ids.filtered(
            lambda rule: rule.role == "sales"
        ).product_id = self.product
        self.pay(self.invoice)
        self.assertEqual(self.earned(self.rep), 3.60)
        self.assertEqual(self.entries(self.rep).base, 120)

    def test_the_shares_of_the_arbitration_split_each_part(self):
        self.add_rule(5, product_id=self.model.id)
        self.split_sales((self.rep, 70), (self.rival, 30))
        self.pay(self.invoice)
        self.assertEqual((self.earned(self.rep), self.earned(self.rival)), (5.32, 2.28))
        text = self.entries(self.rival, base=24.0).explanation
        self.assertIn("40 %", text)
        self.assertIn("Model 1:100", text)

    def test_what_is_to_come_is_reckoned_alike(self):
        self.add_rule(5, product_id=self.model.id)
        booking = self.env["crm.commission.booking"].sudo()
        [expected] = booking._expect(self.deposit, self.rep, self.today)
        self.assertEqual((expected["base"], expected["amount"]), (200, 7.60))

    def test_two_rules_of_one_product_are_refused(self):
        self.add_rule(5, product_id=self.model.id)
        with self.assertRaisesRegex(ValidationError, "two rules for the same role"):
            self.commission_plan.rule_ids = [
                Command.create(
                    {"role": "sales", "rate": 6, "product_id": self.model.id}
                )
            ]

    def test_ten_times_as_many_products_cost_the_same(self):
        def count(contract):
            invoice = contract.plan_line_ids[0].invoice_ids
            invoice.action_post()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["crm.commission.booking"].sudo()._get_product_weights(
                [(contract.plan_line_ids[0], self._receipt(invoice))]
            )
            return self.env.cr.sql_log_count - before

        count(self.make_contract(((1, 100.0, 0.0),), self.tax))  # rates, languages
        few = count(self.make_contract(((1, 100.0, 0.0),), self.tax))
        many = count(self.make_contract(((1, 10.0, 0.0),) * 10, self.tax))
        self.assertLessEqual(many, few)

    def _receipt(self, invoice):
        return Receipt(1, self.today, invoice.id, 1, 1)
