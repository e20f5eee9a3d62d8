from random import Random
from string import ascii_letters, digits

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .common import CustomerCase

VALID = "91350100M000100Y43"


@tagged("post_install", "-at_install")
class TestCreditCode(CustomerCase):
    """The unified social credit code is right or refused in a sentence."""

    def _assert_refused(self, code, sentence):
        for attempt in (
            lambda: self.customer.with_user(self.rep).write({"credit_code": code}),
            lambda: self.env["res.partner"].create(
                {"name": "Lvzhou", "credit_code": code}
            ),
        ):
            with self.assertRaisesRegex(ValidationError, sentence):
                attempt()

    def test_a_right_code_is_stored_in_its_one_form(self):
        self.customer.with_user(self.rep).credit_code = " 91350100m000100y4３ "
        self.assertEqual(self.customer.credit_code, VALID)

    def test_a_code_of_another_length_is_refused_with_its_length(self):
        self._assert_refused("9135", "has 4 characters instead of 18")

    def test_a_mistyped_code_is_refused(self):
        self._assert_refused("91350100M000100Y44", "mistyped")

    def test_a_letter_that_cannot_occur_is_refused(self):
        self._assert_refused("91350100I000100Y43", "I, O, S, V and Z")

    def test_garbage_is_refused_with_a_short_message(self):
        garbage = "".join(Random(1).choices(ascii_letters + digits, k=10_000))
        for code in (garbage, "😀" * 18, "'; DROP TABLE res_partner; --", "<b>x</b>"):
            with self.subTest(code=code[:20]):
                self._assert_refused(code, "unified social credit code")

    def test_an_empty_code_is_no_code(self):
        self.customer.credit_code = VALID
        self.customer.credit_code = ""
        self.assertFalse(self.customer.credit_code)

    def test_contacts_show_no_code(self):
        with Form(self.contact) as form:
            self.assertTrue(form._get_modifier("credit_code", "invisible"))

    def test_a_customer_is_found_by_his_code(self):
        self.customer.credit_code = VALID
        found = self.env["res.partner"].search([("credit_code", "ilike", "M000100")])
        self.assertEqual(found, self.customer)
