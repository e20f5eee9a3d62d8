from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import CustomerCase


@tagged("post_install", "-at_install")
class TestTags(CustomerCase):
    """Tags by hand, and tags by a rule."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env,
            "cus_manager",
            "sales_team.group_sale_manager,base.group_partner_manager",
        )
        cls.rep.group_ids |= cls.env.ref("base.group_partner_manager")
        cls.large = cls._new_customers(3, customer_size="large")
        cls.small = cls._new_customers(2, customer_size="small")
        cls.tag = cls.env["res.partner.category"].create(
            {
                "name": "Large",
                "dimension": "size",
                "is_rule": True,
                "rule_domain": "[('customer_size', '=', 'large')]",
            }
        )

    @classmethod
    def _new_customers(cls, number, **values):
        return cls.env["res.partner"].create(
            [
                {"name": f"Customer {n}", "is_company": True, **values}
                for n in range(number)
            ]
        )

    def _tagged(self):
        return self.env["res.partner"].search([("category_id", "in", self.tag.ids)])

    def test_a_rule_finds_its_customers(self):
        self.assertEqual(self.tag._refresh(), (3, 0))
        self.assertEqual(self._tagged(), self.large)
        self.assertEqual(self.tag.rule_count, 3)

    def test_only_what_differs_is_written(self):
        self.tag._refresh()
        self.assertEqual(self.tag._refresh(), (0, 0))
        self.large[0].customer_size = "small"
        self.small[0].customer_size = "large"
        self.assertEqual(self.tag._refresh(), (1, 1))
        self.assertEqual(self._tagged(), self.large[1:] | self.small[0])

    def test_other_tags_stay_as_they_are(self):
        other = self.env["res.partner.category"].create({"name": "VIP"})
        self.small.category_id = other
        self.tag._refresh()
        self.assertEqual(self.small.category_id, other)

    def test_what_was_given_by_hand_goes_with_the_rule(self):
        self.small.category_id = self.tag
        self.tag._refresh()
        self.assertFalse(self.small.category_id)

    def test_contacts_and_colleagues_are_not_tagged(self):
        self._new_customers(
            1, is_company=False, parent_id=self.large[0].id, customer_size="large"
        )
        self.rep.partner_id.customer_size = "large"
        self.tag._refresh()
        self.assertEqual(self._tagged(), self.large)

    def test_a_rule_that_cannot_be_read_is_said_so(self):
        for rule in ("[('no_such_field', '=', 1)]", "[(", "[('name', '~~', 'x')]"):
            with self.assertRaisesRegex(ValidationError, "Large cannot be read"):
                self.tag.rule_domain = rule
        with self.assertRaisesRegex(ValidationError, "has no condition"):
            self.tag.rule_domain = "[]"

    def test_managers_alone_make_rules(self):
        with self.assertRaises(AccessError):
            self.tag.with_user(self.rep).rule_domain = "[('id', '=', 1)]"
        with self.assertRaises(AccessError):
            self.tag.with_user(self.rep).read(["rule_domain"])
        with self.assertRaises(UserError):
            self.tag.with_user(self.rep).action_refresh_rule()
        action = self.tag.with_user(self.manager).action_refresh_rule()
        self.assertIn("3 customers got the tag", action["params"]["message"])

    def test_a_rep_still_makes_tags_by_hand(self):
        tag = (
            self.env["res.partner.category"].with_user(self.rep).create({"name": "VIP"})
        )
        self.assertEqual(tag.dimension, "other")

    def test_the_night_refreshes_each_tag_once(self):
        with self.enter_registry_test_mode():
            self.env.ref("crm_customer.ir_cron_refresh_tags").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self._tagged(), self.large)
        self.assertTrue(self.tag.rule_refreshed_at)

    def test_a_tag_costs_the_same_at_ten_times_the_customers(self):
        def cost(number):
            self._new_customers(number, customer_size="large")
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.tag._refresh()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        cost(1)
        self.assertEqual(cost(50), cost(5))
