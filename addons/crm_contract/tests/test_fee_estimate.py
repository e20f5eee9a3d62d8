from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .fee_common import FeeCase


@tagged("post_install", "-at_install")
class TestFeeEstimate(FeeCase):
    """A quotation's fee is reckoned, its lines filled, and how is kept."""

    def test_a_complex_building_is_reckoned_by_its_cost(self):
        self.lead.design_type_id = self._type("architecture")
        order = self._new_order(order_line=[])
        wizard = self._estimate(
            order,
            cost=4000,
            basis="cost",
            complexity_id=self._coefficient("complexity_3").id,
            float_percent=-10,
        )
        wizard.action_fill()
        # (103.8 + (163.9 - 103.8) / 2) * 10000 * 1.15 * 0.9
        self.assertEqual(sum(order.order_line.mapped("price_unit")), 1385347.5)
        self.assertEqual(
            order.order_line.mapped("price_unit"), [277069.5, 415604.25, 692673.75]
        )
        self.assertEqual(
            order.order_line.product_id.mapped("name"),
            ["Concept Design", "Preliminary Design", "Construction Drawings"],
        )

    def test_what_the_opportunity_knows_is_proposed(self):
        wizard = self._estimate(self._new_order())
        self.assertEqual(wizard.design_type_id, self._type("interior"))
        self.assertEqual(wizard.area, 320)
        self.assertEqual(wizard.basis, "area")
        self.assertEqual(wizard.area_rate_id.design_type_id, self._type("interior"))
        self.assertEqual(
            wizard.added_ids.coefficient_id, self._coefficient("added_interior")
        )
        self.assertEqual(wizard.split_id.name, "Interior")

    def test_the_complexity_proposes_its_split(self):
        self.lead.design_type_id = self._type("architecture")
        with Form(self._new_estimate(self._new_order())) as form:
            self.assertEqual(form.split_id.name, "Building II")
            form.basis = "cost"
            form.complexity_id = self._coefficient("complexity_1")
            self.assertEqual(form.split_id.name, "Building I")

    def test_another_design_proposes_its_own_coefficients(self):
        with Form(self._new_estimate(self._new_order())) as form:
            self.assertEqual(len(form.added_ids), 1)
            form.design_type_id = self._type("landscape")
            self.assertEqual(len(form.added_ids), 0)
            self.assertEqual(
                form.profession_id, self._coefficient("profession_landscape")
            )

    def test_the_steps_are_seen_while_typing(self):
        with Form(self._new_estimate(self._new_order())) as form:
            form.basis = "cost"
            self.assertIn("cost is missing", form.problem)
            self.assertFalse(form.steps)
            form.cost = 350
            self.assertFalse(form.problem)
            kinds = [step["kind"] for step in form.steps]
            self.assertEqual(
                kinds,
                ["between", "profession", "complexity", "added", "fee"]
                + ["stage", "stage"],
            )
            self.assertIn("9 + (20.9 − 9) × (350 − 200)", form.steps[0]["how"])

    def test_by_area_a_small_one_is_charged_as_the_smallest(self):
        self.table.minimum_area = 400
        wizard = self._estimate(self._new_order(), area_price=150)
        self.assertEqual(wizard.steps[0]["kind"], "minimum")
        wizard.action_fill()
        fee = wizard.order_id.estimate_ids.fee
        self.assertEqual(fee, 400 * 150 * 1.5)

    def test_site_service_is_a_line_of_its_own(self):
        order = self._new_order(order_line=[])
        wizard = self._estimate(order, site_days=6, site_day_price=1500)
        wizard.action_fill()
        line = order.order_line[-1]
        self.assertEqual(line.product_id, self.table.site_product_id)
        self.assertEqual((line.product_uom_qty, line.price_unit), (6, 1500))
        estimate = order.estimate_ids
        self.assertEqual(estimate.total, estimate.fee + 9000)

    def test_lines_are_replaced_or_added(self):
        order = self._new_order()
        self._estimate(order, mode="add").action_fill()
        self.assertEqual(order.order_line[0].product_id, self.fee)
        self.assertEqual(len(order.order_line), 3)
        self._estimate(order, mode="replace").action_fill()
        self.assertEqual(len(order.order_line), 2)
        self.assertEqual(len(order.estimate_ids), 2)

    def test_stages_add_up_to_the_cent(self):
        self.lead.design_type_id = self._type("heritage")
        order = self._new_order(order_line=[])
        self._estimate(order, area=33.33, area_price=111.11).action_fill()
        estimate = order.estimate_ids
        self.assertEqual(
            round(sum(order.order_line.mapped("price_unit")), 2), estimate.fee
        )

    def test_prices_stay_when_a_quantity_is_changed(self):
        order = self._new_order(order_line=[])
        self._estimate(order).action_fill()
        line = order.order_line[0]
        price = line.price_unit
        line.product_uom_qty = 2
        self.assertEqual(line.price_unit, price)

    def test_taxes_are_those_of_the_product(self):
        tax = self.env["account.tax"].create(
            {"name": "VAT 6 % (test)", "amount": 6, "type_tax_use": "sale"}
        )
        product = self.env.ref("crm_contract.product_concept_design")
        product.taxes_id = tax
        order = self._new_order(order_line=[])
        self._estimate(order).action_fill()
        self.assertEqual(order.order_line[0].tax_ids, tax)

    def test_a_used_estimate_fills_no_second_time(self):
        wizard = self._estimate(self._new_order(), mode="add")
        wizard.action_fill()
        with self.assertRaisesRegex(UserError, "filled .* already"):
            wizard.action_fill()
        self.assertEqual(len(wizard.order_id.order_line), 3)

    def test_an_approval_does_not_outlive_another_fee(self):
        order = self._approve(self._new_order())
        self._estimate(order).action_fill()
        self.assertEqual(order.approval_state, "voided")

    def test_a_confirmed_or_cancelled_quotation_is_not_estimated(self):
        order = self._new_order(opportunity_id=False)
        wizard = self._estimate(
            order, area=10, area_rate_id=self.env.ref(self.rate_xmlid).id
        )
        order.action_confirm()
        with self.assertRaisesRegex(UserError, "no open quotation"):
            order.action_estimate_fee()
        with self.assertRaisesRegex(UserError, "no open quotation"):
            wizard.action_fill()

    def test_a_colleague_estimates_and_reads_nothing_of_it(self):
        order = self._new_order()
        self._estimate(order).action_fill()
        estimate = order.estimate_ids
        with self.assertRaises(AccessError):
            order.with_user(self.rep2).action_estimate_fee()
        with self.assertRaises(AccessError):
            estimate.with_user(self.rep2).read(["fee"])
        self.assertFalse(estimate.with_user(self.rep2).search([]))
        self.assertTrue(estimate.with_user(self.manager).read(["fee", "steps"]))
        Wizard = self.env["sale.order.estimate"].with_user(self.rep2)
        with self.assertRaises(AccessError):
            Wizard.create({"order_id": order.id}).action_fill()


@tagged("post_install", "-at_install")
class TestFeeEvidence(FeeCase):
    """What was reckoned stays as it was."""

    def setUp(self):
        super().setUp()
        self.order = self._new_order()
        self._estimate(self.order, float_percent=5).action_fill()
        self.estimate = self.order.estimate_ids

    def test_nobody_changes_or_deletes_it(self):
        with self.assertRaisesRegex(UserError, "kept as it was made"):
            self.estimate.sudo().write({"fee": 1})
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            self.estimate.sudo().unlink()
        for user in (self.rep, self.manager):
            as_user = self.estimate.with_user(user)
            with self.assertRaises(UserError):
                as_user.write({"fee": 1})
            with self.assertRaises(AccessError):
                as_user.create({"order_id": self.order.id, "basis": "area"})

    def test_it_reads_the_same_after_the_table_has_changed(self):
        before = self.estimate.steps
        self.assertTrue(before)
        self.table.write({"name": "Other", "float_limit": 1})
        self._coefficient("added_interior").write({"name": "Other", "value": 9})
        self.estimate.invalidate_recordset()
        self.assertEqual(self.estimate.steps, before)
        self.assertNotEqual(self.estimate.table_name, "Other")

    def test_its_revision_keeps_the_evidence(self):
        revision = self.order.browse(self.order.action_create_revision()["res_id"])
        self.assertEqual(len(revision.estimate_ids), 1)
        self.assertEqual(revision.estimate_ids.steps, self.estimate.steps)
        self.assertEqual(revision.estimate_ids.user_id, self.rep)
        self.assertEqual(self.order.estimate_ids, self.estimate)

    def test_the_button_opens_the_one_or_the_list(self):
        self.assertEqual(self.order.action_view_estimates()["res_id"], self.estimate.id)
        self._estimate(self.order).action_fill()
        self.assertEqual(self.order.estimate_count, 2)
        self.assertNotIn("res_id", self.order.action_view_estimates())

    def test_it_goes_with_its_quotation(self):
        self.order._action_cancel()
        self.order.with_user(self.manager).unlink()
        self.assertFalse(self.estimate.sudo().exists())


@tagged("post_install", "-at_install")
class TestFeeInput(FeeCase):
    """What makes no fee is said, with what to do."""

    def _assert_said(self, sentence, **values):
        wizard = self._estimate(self._new_order(), **values)
        self.assertRegex(wizard.problem, sentence)
        self.assertFalse(wizard.steps)
        with self.assertRaisesRegex(UserError, sentence):
            wizard.action_fill()
        self.assertEqual(wizard.order_id.order_line.product_id, self.fee)

    def test_costs(self):
        self._assert_said("cost is missing", basis="cost", cost=0)
        self._assert_said("cost is missing", basis="cost", cost=-5)
        self._assert_said("too large", basis="cost", cost=1e15)

    def test_areas(self):
        self._assert_said("area is missing", basis="area", area=0)
        self._assert_said("area is missing", basis="area", area=-1)
        self._assert_said("Choose a grade", area_rate_id=False)
        self._assert_said("price per m² is missing", area_price=0)
        self._assert_said("from 80 to 180", area_price=79.99)

    def test_beyond_the_table(self):
        self.table.write({"rate_below": 0, "rate_above": 0})
        self._assert_said("below the table.*begins at 200", basis="cost", cost=199)
        self._assert_said("beyond the table", basis="cost", cost=2000001)

    def test_a_table_without_fees(self):
        self.table.row_ids.unlink()
        self._assert_said("no base fees", basis="cost", cost=300)

    def test_coefficients(self):
        heritage = self._coefficient("added_heritage")
        line = {"coefficient_id": heritage.id, "value": 1.7}
        self._assert_said(
            "cannot be 1.7: it goes from 1.3 to 1.6", added_ids=[Command.create(line)]
        )
        fixed = {"coefficient_id": self._coefficient("added_interior").id, "value": 3}
        self._assert_said("cannot be 3", added_ids=[Command.create(fixed)])
        fine = {**line, "value": 1.4}
        self._assert_said(
            "added twice", added_ids=[Command.create(fine), Command.create(fine)]
        )

    def test_the_float(self):
        self._assert_said("permits up to ± 20 %", float_percent=-20.01)
        self._assert_said("permits up to ± 20 %", float_percent=25)

    def test_stages(self):
        self._assert_said("Choose a stage split", split_id=False)

    def test_site_service(self):
        self._assert_said("cannot be negative", site_days=-1)

    def test_choices_of_another_table(self):
        other = self.table.copy()
        rate = other.area_rate_ids.filtered(
            lambda one: one.design_type_id == self._type("interior")
        )[:1]
        self._assert_said("does not belong", area_rate_id=rate.id, area_price=120)

    def test_a_table_of_another_company(self):
        other = self.env["res.company"].create({"name": "Other Design"})
        foreign = self.table.sudo().copy({"company_id": other.id})
        wizard = self._estimate(self._new_order())
        wizard.sudo().table_id = foreign
        with self.assertRaises(UserError):
            wizard.action_fill()


@tagged("post_install", "-at_install")
class TestFeeCurrency(FeeCase):
    """The table is in yuan, the quotation in what the customer pays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jpy = cls.env.ref("base.JPY")
        cls.jpy.active = True
        cls.jpy.rate_ids.unlink()
        cls.pricelist = cls.env["product.pricelist"].create(
            {"name": "Yen", "currency_id": cls.jpy.id}
        )

    def test_the_fee_is_converted_and_split_in_whole_coins(self):
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.jpy.id,
                "name": fields.Date.today(),
                "company_id": self.env.company.id,
                "rate": 21.37,
            }
        )
        order = self._new_order(order_line=[], pricelist_id=self.pricelist.id)
        self.assertEqual(order.currency_id, self.jpy)
        wizard = self._estimate(order, area=33.33, area_price=111.11)
        self.assertIn("converted", [step["kind"] for step in wizard.steps])
        wizard.action_fill()
        prices = order.order_line.mapped("price_unit")
        self.assertEqual(sum(prices), order.estimate_ids.fee)
        self.assertTrue(all(price == int(price) for price in prices))
        rate = self.jpy._get_conversion_rate(
            self.table.currency_id, self.jpy, self.env.company, order.date_order
        )
        self.assertEqual(sum(prices), round(33.33 * 111.11 * 1.5 * rate))

    def test_without_a_rate_nothing_is_reckoned(self):
        order = self._new_order(order_line=[], pricelist_id=self.pricelist.id)
        wizard = self._estimate(order)
        self.assertIn("no exchange rate for JPY", wizard.problem)
        with self.assertRaisesRegex(UserError, "no exchange rate"):
            wizard.action_fill()
