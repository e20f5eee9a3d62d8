from random import Random
from string import ascii_letters

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import PipelineCase

EVIL = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>有限公司",
    "'; DROP TABLE crm_registration; --",
    "%s %(name)s {0} \\ %",
    "😀🏗️ 设计 Ⅲ",
    "﷽‮有限公司",
    "\t\n 绿城 \r\n",
)
LONG = "".join(Random(1).choices(ascii_letters + "绿城装饰设计园林", k=10_000))


@tagged("post_install", "-at_install")
class TestGarbage(PipelineCase):
    """Whatever is typed: a clear message or stored as text, never executed."""

    def test_evil_names_go_the_whole_way_as_text(self):
        for name in EVIL:
            with self.subTest(name=name):
                self._submitted(customer_name=name, project_name=name)
                second = self._converted(
                    self.rep2, customer_name=name, project_name=name, contact_name=name
                )
                self.assertEqual(second.customer_name, name)
                self.assertNotIn("<script", second.conflict_html or "")
                self.assertNotIn("<img", second.conflict_html or "")
                request = second.approval_request_id.with_user(self.manager)
                self.assertNotIn("<script", request.summary_html)
                self.assertNotIn("<img", request.summary_html)

    def test_an_empty_name_is_refused(self):
        for name in ("", "   ", False):
            with self.assertRaisesRegex(ValidationError, "type the new customer"):
                self._new_registration(customer_name=name)

    def test_a_text_of_ten_thousand_characters_is_refused_in_a_sentence(self):
        for field in ("customer_name", "site_address", "wecom_external_id", "phone"):
            with (
                self.subTest(field=field),
                self.assertRaisesRegex(ValidationError, "has 10000 characters"),
            ):
                self._new_registration(**{field: LONG})
        with self.assertRaisesRegex(ValidationError, "instead of 18"):
            self._new_registration(credit_code=LONG[:5000])

    def test_the_check_itself_takes_any_text(self):
        self._submitted()
        for text in (*EVIL, LONG, "", None, False):
            self._conflicts(
                name=text,
                phone=text,
                address=text,
                credit_code=text,
                wecom_id=text,
                phones=[text],
            )

    def test_a_long_customer_or_lead_is_stored(self):
        partner = self.env["res.partner"].create(
            {"name": LONG[:2000], "is_company": True, "phone": LONG[:500]}
        )
        lead = self.env["crm.lead"].create({"name": "x", "partner_name": LONG[:2000]})
        self.assertTrue(self._found(partner, name=LONG[:2000]))
        self.assertTrue(self._found(lead, name=LONG[:2000]))

    def test_a_phone_may_have_any_shape(self):
        for phone in (
            "见备注",
            "+86-0571/8888 6666-801",
            "１３８",
            "tel:13800138000",
            "-",
        ):
            with self.subTest(phone=phone):
                self.assertEqual(self._new_registration(phone=phone).phone, phone)

    def test_a_wrong_credit_code_is_refused_in_a_sentence(self):
        with self.assertRaisesRegex(ValidationError, "mistyped"):
            self._new_registration(credit_code="91350100M000100Y44")

    def test_negative_figures_are_refused(self):
        for values in ({"area": -1}, {"budget": -1}):
            with self.assertRaisesRegex(ValidationError, "cannot be negative"):
                self._new_registration(**values)
