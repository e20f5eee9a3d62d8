from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import ContractCase


@tagged("post_install", "-at_install")
class TestRevisionDifference(ContractCase):
    """Two revisions of a quotation are compared in words."""

    def setUp(self):
        super().setUp()
        self.old = self._new_order(note="<p>Pay at once</p><p>No returns</p>")
        self.new = self.old.browse(self.old.action_create_revision()["res_id"])

    def _compare(self, **values):
        action = self.new.action_compare_revisions()
        Wizard = self.new.env[action["res_model"]].with_context(**action["context"])
        return Wizard.create(values)

    def test_a_fresh_revision_says_the_same(self):
        wizard = self._compare()
        self.assertEqual((wizard.old_id, wizard.new_id), (self.old, self.new))
        self.assertTrue(wizard.difference["is_same"])

    def test_changed_lines_are_told_by_their_values(self):
        self.new.order_line.write(
            {"product_uom_qty": 280, "price_unit": 190, "discount": 5}
        )
        [line] = self._compare().difference["lines"]
        self.assertEqual((line["kind"], line["title"]), ("changed", "Design fee"))
        told = {one["what"]: (one["old"], one["new"]) for one in line["changes"]}
        self.assertEqual(told["Quantity"], ("300", "280"))
        self.assertEqual(told["Discount (%)"], ("0 %", "5 %"))
        self.assertIn("190.00", told["Unit Price"][1])

    def test_lines_come_and_go(self):
        model = self.env["product.product"].create({"name": "Model", "taxes_id": []})
        self.new.write(
            {
                "order_line": [
                    Command.delete(self.new.order_line.id),
                    Command.create({"product_id": model.id, "price_unit": 7}),
                ]
            }
        )
        lines = self._compare().difference["lines"]
        self.assertEqual(
            sorted((line["kind"], line["title"]) for line in lines),
            [("added", "Model"), ("removed", "Design fee")],
        )

    def test_amounts_validity_and_terms_are_told(self):
        self.new.write(
            {
                "validity_date": "2031-05-04",
                "note": "<p>Pay in 15 days</p><p>No returns</p>",
            }
        )
        self.new.order_line.price_unit = 100
        difference = self._compare().difference
        told = {one["what"]: one["new"] for one in difference["values"]}
        self.assertIn("30,000.00", told["Total"])
        self.assertIn("2031", told["Expiration"])
        self.assertEqual(
            [(term["kind"], term["text"]) for term in difference["terms"]],
            [("removed", "Pay at once"), ("added", "Pay in 15 days")],
        )

    def test_any_two_revisions_are_compared(self):
        third = self.new.browse(self.new.action_create_revision()["res_id"])
        third.order_line.price_unit = 10
        with Form(self._compare()) as form:
            form.old_id = self.old
            form.new_id = third
            self.assertEqual(form.difference["new"], third.name)
            self.assertTrue(form.difference["lines"])
        self.assertEqual(self.old._get_revisions(), self.old | self.new | third)
        self.assertEqual(third.revision_ids, self.old | self.new)

    def test_from_the_first_one_it_goes_forward(self):
        action = self.old.action_compare_revisions()
        Wizard = self.old.env[action["res_model"]].with_context(**action["context"])
        wizard = Wizard.create({})
        self.assertEqual((wizard.old_id, wizard.new_id), (self.old, self.new))

    def test_another_quotation_is_no_revision(self):
        wizard = self._compare(old_id=self._new_order().id)
        with self.assertRaisesRegex(UserError, "is no revision of"):
            wizard.read(["difference"])

    def test_a_colleague_compares_nothing(self):
        Wizard = self.env["sale.order.compare"].with_user(self.rep2)
        with self.assertRaises(AccessError):
            Wizard.create({"order_id": self.new.id}).read(["difference"])
        own = self._new_order(self.rep2)
        wizard = Wizard.create({"order_id": own.id, "old_id": self.old.id})
        with self.assertRaises(UserError):
            wizard.read(["difference"])

    def test_a_comparison_costs_the_same_for_many_lines(self):
        def queries(count):
            order = self._new_order()
            line = {"product_id": self.fee.id, "tax_ids": []}
            order.write(
                {
                    "order_line": [
                        Command.create({**line, "name": f"Line {number}"})
                        for number in range(count)
                    ]
                }
            )
            newer = order.browse(order.action_create_revision()["res_id"])
            newer.order_line.write({"price_unit": 3})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(order._get_difference(newer)["lines"]), count + 1)
            return self.env.cr.sql_log_count - before

        queries(3)  # fills the caches of the registry
        self.assertEqual(queries(30), queries(3))


@tagged("post_install", "-at_install")
class TestRevisionFollowers(ContractCase):
    """A revision is followed by the same colleagues, and the client hears nothing."""

    def test_colleagues_follow_and_nobody_is_told(self):
        order = self._new_order()
        order.message_subscribe((self.manager | self.client).partner_id.ids)
        last = self.env["mail.mail"].sudo().search([], order="id desc", limit=1).id
        revision = order.browse(order.action_create_revision()["res_id"])
        self.assertIn(self.manager.partner_id, revision.message_partner_ids)
        self.assertNotIn(self.client.partner_id, revision.message_partner_ids)
        self.assertFalse(self.env["mail.mail"].sudo().search([("id", ">", last or 0)]))
        self.assertFalse(
            revision.message_ids.notification_ids | order.message_ids.notification_ids
        )

    def test_the_second_of_two_is_told_of_the_first(self):
        order = self._new_order()
        revision = order.browse(order.action_create_revision()["res_id"])
        with self.assertRaisesRegex(UserError, f"replaced by {revision.name}"):
            order.action_create_revision()

    def test_nobody_writes_what_revisions_have_in_common(self):
        order = self._new_order()
        with self.assertRaisesRegex(AccessError, "cannot be written"):
            order.first_revision_id = self._new_order()
