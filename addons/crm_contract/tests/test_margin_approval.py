from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .fee_common import FeeCase

SECRETS = (
    "planned_cost",
    "planned_margin",
    "planned_margin_percent",
    "has_unknown_cost",
)


@tagged("post_install", "-at_install")
class TestMarginApproval(FeeCase):
    """A low margin asks for an approval; who sells reads neither cost nor margin."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.flow = cls.env.ref("crm_contract.crm_approval_flow_quotation_margin")
        cls.every = cls.env.ref("crm_contract.crm_approval_flow_quotation")
        cls.fee.product_tmpl_id.planned_unit_cost = 120
        cls.order = cls._new_order()

    def _flow_of(self, order):
        return self.env["crm.approval.flow"]._for_document(order)

    def _stage(self, order, **values):
        """Let the fee of ``order`` be estimated, every stage costing 60 %."""
        estimate = self._estimate(order, **values)
        estimate.split_id.sudo().line_ids.planned_cost_percent = 60
        estimate.action_fill()
        return order.sudo()

    def _new_product(self, name, **values):
        return self.env["product.product"].create(
            {"name": name, "type": "service", "taxes_id": [], **values}
        )

    # -- what is reckoned ------------------------------------------------------------

    def test_a_product_s_planned_cost_counts_before_odoo_s(self):
        self.fee.standard_price = 50
        order_sudo = self._new_order().sudo()
        self.assertEqual(order_sudo.planned_cost, 300 * 120)
        self.assertEqual(order_sudo.planned_margin_percent, 40)
        self.fee.product_tmpl_id.planned_unit_cost = 0
        order_sudo._refresh_planned_costs()
        self.assertEqual(order_sudo.planned_cost, 300 * 50)

    def test_an_unknown_cost_is_said_and_not_taken_as_none(self):
        other = self._new_product("Model")
        self.order.write(
            {
                "order_line": [
                    Command.create(
                        {"product_id": other.id, "price_unit": 4e4, "tax_ids": []}
                    )
                ]
            }
        )
        order_sudo = self.order.sudo()
        self.assertTrue(order_sudo.has_unknown_cost)
        rows = {row["label"]: row for row in order_sudo._approval_summary()}
        self.assertIn("at most", rows["Planned Margin"]["value"])
        self.assertIn("64.0 %", rows["Planned Margin"]["value"])
        self.assertEqual(rows["Cost Unknown"]["value"], "Model")
        self.order.order_line[0].unlink()
        labels = [row["label"] for row in order_sudo._approval_summary()]
        self.assertIn("Cost Unknown", labels)
        self.assertNotIn("Planned Margin", labels)

    def test_a_discount_does_not_make_the_work_cheaper(self):
        full_sudo = self._stage(self._new_order(), basis="cost", cost=1000)
        self.assertEqual(round(full_sudo.planned_margin_percent, 1), 40)
        less_sudo = self._stage(
            self._new_order(), basis="cost", cost=1000, float_percent=-20
        )
        self.assertAlmostEqual(less_sudo.planned_cost, full_sudo.planned_cost, 0)
        self.assertEqual(round(less_sudo.planned_margin_percent, 1), 25)
        less_sudo.order_line.discount = 10
        self.assertEqual(round(less_sudo.planned_margin_percent, 1), 16.7)

    def test_a_lower_price_per_area_does_not_either(self):
        rate = self.env.ref(self.rate_xmlid)
        self.assertLess(rate.price_min, rate.price)
        values = {"basis": "area", "area": 320, "area_rate_id": rate.id}
        full_sudo = self._stage(self._new_order(), **values)
        less_sudo = self._stage(self._new_order(), **values, area_price=rate.price_min)
        self.assertLess(less_sudo.amount_untaxed, full_sudo.amount_untaxed)
        self.assertAlmostEqual(less_sudo.planned_cost, full_sudo.planned_cost, 0)

    def test_a_revision_keeps_where_its_fee_came_from(self):
        order_sudo = self._stage(self._new_order(), basis="cost", cost=1000)
        cost = order_sudo.planned_cost
        action = order_sudo.with_user(self.rep).action_create_revision()
        revision_sudo = order_sudo.browse(action["res_id"])
        self.assertEqual(revision_sudo.planned_cost, cost)
        copy_sudo = order_sudo.with_user(self.rep).copy().sudo()
        self.assertTrue(copy_sudo.has_unknown_cost)

    def test_another_unit_costs_what_it_is(self):
        hours = self.env.ref("uom.product_uom_hour")
        day = self._new_product("Day", uom_id=self.env.ref("uom.product_uom_day").id)
        day.product_tmpl_id.planned_unit_cost = 800
        self.order.write(
            {
                "order_line": [
                    Command.clear(),
                    Command.create(
                        {
                            "product_id": day.id,
                            "product_uom_id": hours.id,
                            "product_uom_qty": 4,
                            "price_unit": 200,
                        }
                    ),
                ]
            }
        )
        self.assertEqual(self.order.sudo().planned_cost, 400)

    # -- what it asks for ------------------------------------------------------------

    def test_a_low_margin_asks_for_an_approval_unseen(self):
        self.every.active = False
        self.assertFalse(self._flow_of(self.order))
        self.order.order_line.discount = 35
        self.env["crm.approval.flow"].search([("sequence", "=", 5)]).active = False
        self.assertEqual(self._flow_of(self.order), self.flow)
        with self.assertRaisesRegex(UserError, "needs an approval"):
            self.order.action_confirm()
        self.order.action_request_approval()
        request = self.order.approval_request_id
        shown = request.with_user(self.manager).summary_html
        self.assertIn("Planned Margin", shown)
        self.assertIn("7.7 %", shown)
        request = request.with_user(self.rep)
        request.invalidate_recordset()
        told = str(request.read(["summary_html", "content", "name", "progress"]))
        self.assertNotIn("Margin", told)
        self.assertNotIn("36,000", told)
        self.assertNotIn("planned", told)
        with self.assertRaises(AccessError):
            request.read(["summary"])
        self.order.with_user(self.manager).action_approve()
        self.order.action_confirm()
        self.assertEqual(self.order.state, "sale")

    def test_what_is_planned_when_it_is_asked_for_counts(self):
        self.fee.product_tmpl_id.planned_unit_cost = 190
        self.assertEqual(self.order.sudo().planned_margin_percent, 40)
        self.order.action_request_approval()
        self.assertEqual(self.order.sudo().planned_margin_percent, 5)
        self.assertEqual(self.order.approval_request_id.sudo().flow_id, self.flow)

    # -- who reads it ----------------------------------------------------------------

    def test_who_sells_reads_neither_cost_nor_margin(self):
        self.rep.group_ids |= self.env.ref("base.group_allow_export")
        order, line = self.order, self.order.order_line
        for name in SECRETS:
            with self.subTest(name), self.assertRaises(AccessError):
                order.read([name])
            with self.subTest(name), self.assertRaises(AccessError):
                order.search([(name, "!=", False)])
            with self.subTest(name), self.assertRaises(AccessError):
                order.search([], order=name)
            with self.subTest(name), self.assertRaises(AccessError):
                order.formatted_read_group([], [name], ["__count"])
            with self.subTest(name), self.assertRaises(AccessError):
                order.web_read({name: {}})
            self.env.invalidate_all()
            with self.subTest(name), self.assertRaises(AccessError):
                order.export_data([name])
            self.assertNotIn(name, order.fields_get())
        with self.assertRaises(AccessError):
            order.formatted_read_group([], [], ["planned_margin:sum"])
        for name in ("planned_cost", "fee_stage_id", "standard_fee"):
            with self.assertRaises(AccessError):
                line.read([name])
        self.assertTrue(order.with_user(self.manager).read(SECRETS))

    def test_who_sells_writes_no_cost(self):
        line = self.order.order_line
        stage = self.table.split_ids.line_ids[:1]
        for values in ({"fee_stage_id": stage.id}, {"standard_fee": 1}):
            with self.assertRaises(AccessError):
                line.write(values)
        for record, name in (
            (stage, "planned_cost_percent"),
            (self.fee.product_tmpl_id, "planned_unit_cost"),
        ):
            record = record.with_user(self.rep)
            with self.assertRaises(AccessError):
                record.read([name])
            with self.assertRaises(AccessError):
                record.write({name: 1})
        with self.assertRaises(AccessError):
            self.order.action_refresh_planned_costs()
        self.order.with_user(self.manager).action_refresh_planned_costs()

    def test_who_sells_may_still_copy_and_type(self):
        copy = self.order.copy()
        self.assertEqual(copy.sudo().planned_cost, 300 * 120)
        copy.order_line.product_uom_qty = 10
        self.assertEqual(copy.sudo().planned_cost, 10 * 120)

    def test_ten_quotations_cost_the_queries_of_one(self):
        orders = self.order.union(*(self._new_order() for _number in range(9)))
        counts = []
        for some in (self.order, orders):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.sudo()._refresh_planned_costs()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)
