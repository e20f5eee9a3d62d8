from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import CustomerCase

MANAGER = "sales_team.group_sale_manager"
PARTNERS = "base.group_partner_manager"


@tagged("post_install", "-at_install")
class TestProfile(CustomerCase):
    """Grade, size, needs, and the part that people play."""

    def setUp(self):
        super().setUp()
        self.grade = self.env.ref("crm_customer.crm_customer_grade_a")
        # Salespeople of the stock may write all partners.
        for user in (self.rep, self.rep2, self.seller):
            user.group_ids |= self.env.ref(PARTNERS)
        self.customer.user_id = self.rep

    def _grade(self, user, customer=None, grade=None):
        customer = (customer or self.customer).with_user(user)
        customer.customer_grade_id = grade or self.grade

    def test_the_owner_and_who_sees_all_set_the_grade(self):
        for user, code in ((self.rep, "a"), (self.seller, "b")):
            grade = self.env.ref(f"crm_customer.crm_customer_grade_{code}")
            self._grade(user, grade=grade)
            self.assertEqual(self.customer.customer_grade_id, grade)

    def test_a_colleague_does_not_set_it(self):
        with self.assertRaisesRegex(AccessError, "is a customer of Li Na"):
            self._grade(self.rep2)
        with self.assertRaisesRegex(AccessError, "is a customer of Li Na"):
            self.env["res.partner"].with_user(self.rep2).create(
                {
                    "name": "New",
                    "user_id": self.rep.id,
                    "customer_grade_id": self.grade.id,
                }
            )

    def test_nobody_s_customer_may_be_graded(self):
        self.customer.user_id = False
        self._grade(self.rep2)
        self.assertEqual(self.customer.customer_grade_id, self.grade)

    def test_a_change_of_the_grade_is_told(self):
        self.env.cr.flush()  # what is new is told once, without its values
        self._grade(self.rep)
        self.env.cr.flush()
        tracked = self.customer.message_ids.tracking_value_ids.field_id
        self.assertIn("customer_grade_id", tracked.mapped("name"))

    def test_managers_alone_configure_grades(self):
        manager = new_test_user(self.env, "cus_manager", MANAGER)
        self.grade.with_user(manager).description = "The best"
        with self.assertRaises(AccessError):
            self.grade.with_user(self.rep).description = "Mine"

    def test_a_contact_plays_a_part(self):
        self.contact.with_user(self.rep).decision_role = "decides"
        self.assertEqual(self.contact.decision_role, "decides")
