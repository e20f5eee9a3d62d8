import re
import time
from unittest.mock import patch

from odoo import fields
from odoo.tests import HttpCase, tagged

from ..models import crm_lead_form_intake
from .test_garbage import EVIL, LONG
from .test_lead_capture import CaptureCase


@tagged("post_install", "-at_install")
class TestLeadForm(CaptureCase, HttpCase):
    """A public form: for people quick and plain, for machines of no use."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source = cls.env["utm.source"].create({"name": "Autumn fair"})
        cls.form = cls.env["crm.lead.form"].create(
            {
                "name": "Fair",
                "team_id": cls.team.id,
                "source_id": cls.source.id,
                "lang": "en_US",
                "asks_email": True,
                "asks_budget": True,
                "visitor_limit": 100,
            }
        )
        cls.url = f"/lead/{cls.form.code}"

    def _page(self):
        response = self.url_open(self.url)
        self.assertEqual(response.status_code, 200)
        return response.text

    def _token(self, seconds=10):
        """Return the token of a page that was shown so many seconds ago."""
        then = time.time() - seconds
        with patch.object(crm_lead_form_intake.time, "time", return_value=then):
            return self.form._issue_token()

    def _send(self, seconds=10, **typed):
        data = {
            "contact_name": "何丽",
            "phone": "0574-88376651",
            "partner_name": "宁波海曙置业有限公司",
            "city": "宁波",
            "design_type_id": str(self.interior.id),
            "area": "1,200㎡",
            "expected_revenue": "50万",
            "email_from": "HeLi@client.example",
            "note": "售楼处\n<b>急</b>",
            "consent": "1",
            "token": self._token(seconds),
            **typed,
        }
        return self.url_open(self.url, data=data)

    def _main(self, response):
        """Return what the page shows; its head has a number of its own."""
        return response.text.partition("<main")[2]

    def _leads(self):
        return self.env["crm.lead"].search([("lead_form_id", "=", self.form.id)])

    def test_a_visitor_leaves_an_enquiry(self):
        rule = self._rule()
        page = self._page()
        for text in ("Tell us about your project", "Your name", "Budget", "I agree"):
            self.assertIn(text, page)
        token = re.search(r'name="token" value="([^"]+)"', page).group(1)
        self.assertRegex(token, r"^\d+\.[0-9a-f]{32}\.[0-9a-f]{64}$")
        response = self._send()
        self.assertIn("We call you back", response.text)
        lead = self._leads()
        self.assertEqual(lead.partner_name, "宁波海曙置业有限公司")
        self.assertEqual(lead.contact_name, "何丽")
        self.assertEqual(lead.email_from, "heli@client.example")
        self.assertEqual((lead.area, lead.expected_revenue), (1200, 500_000))
        self.assertEqual(lead.source_id, self.source)
        self.assertEqual(lead.team_id, self.team)
        self.assertEqual(lead.intake_channel, "form")
        self.assertEqual(lead.assignment_rule_id, rule)
        self.assertIn("&lt;b&gt;", str(lead.description))
        self.assertEqual(self.form.lead_count, 1)

    def test_what_was_agreed_to_is_kept(self):
        said = self.form.consent
        self._send()
        self.form.consent = "Something else"
        lead = self._leads()
        self.assertEqual(lead.consent_text, said)
        age = fields.Datetime.now() - lead.consent_at
        self.assertLess(abs(age.total_seconds()), 60)

    def test_without_agreement_nothing_is_stored(self):
        response = self._send(consent="")
        self.assertIn("Without your agreement", response.text)
        self.assertIn("宁波海曙置业有限公司", response.text)
        self.assertFalse(self._leads())

    def test_the_answer_does_not_tell_who_is_known(self):
        stranger = self._send(
            partner_name="苏州姑苏里商业管理有限公司", phone="13900000001"
        )
        self.env["res.partner"].create(
            {
                "name": "宁波海曙置业有限公司",
                "is_company": True,
                "phone": "0574-88376651",
                "user_id": self.rep2.id,
            }
        )
        known = self._send()
        self.assertEqual(self._main(known), self._main(stranger))
        lead = self._leads().filtered("intake_conflict_level")
        self.assertEqual(len(lead), 1)
        self.assertEqual(lead.user_id, self.rep2)

    # -- machines ------------------------------------------------------------------

    def test_who_fills_in_the_hidden_field_is_thanked_and_forgotten(self):
        response = self._send(**{crm_lead_form_intake.HONEYPOT: "http://spam.example"})
        self.assertIn("We call you back", response.text)
        self.assertFalse(self._leads())

    def test_who_is_too_fast_is_asked_to_look_again(self):
        response = self._send(seconds=1)
        self.assertIn("That was very fast", response.text)
        self.assertFalse(self._leads())

    def test_a_token_is_good_once_and_for_its_form(self):
        token = self._token()
        first = self._send(token=token)
        again = self._send(token=token, contact_name="Another")
        self.assertEqual(self._main(again), self._main(first))
        self.assertEqual(len(self._leads()), 1)
        other = self.form.copy({"name": "Other"})
        for forged in (
            other._issue_token(),
            token.replace("a", "b"),
            "1700000000." + "a" * 32 + "." + "0" * 64,
            "x" * 10_000,
            "",
        ):
            response = self._send(token=forged)
            self.assertIn("grown old", response.text)
        self.assertIn("grown old", self._send(seconds=24 * 3600).text)
        self.assertEqual(len(self._leads()), 1)

    def test_a_visitor_s_limit_is_his_hour_s(self):
        self.form.visitor_limit = 2
        self.assertEqual(self._send(phone="13900000001").status_code, 200)
        self.assertEqual(self._send(phone="13900000002").status_code, 200)
        response = self._send(phone="13900000003")
        self.assertEqual(response.status_code, 429)
        self.assertIn("too many enquiries", response.text)
        self.assertIn("13900000003", response.text)
        self.assertEqual(len(self._leads()), 2)

    def test_a_form_s_limit_is_everybody_s(self):
        self.form.hourly_limit = 1
        self._send(phone="13900000001")
        self.assertEqual(self._send(phone="13900000002").status_code, 429)

    def test_no_address_of_a_visitor_is_stored(self):
        self._send()
        keys = self.env["crm.rate.usage"].search([]).mapped("key")
        self.assertTrue(keys)
        self.assertFalse([key for key in keys if "127.0.0.1" in key])

    # -- garbage -------------------------------------------------------------------

    def test_each_field_says_what_is_wrong_with_it(self):
        response = self._send(
            contact_name=" ",
            phone="见备注",
            email_from="a@b, c@d",
            area="两层",
            expected_revenue="-5",
            design_type_id="999999",
        )
        for text in (
            "Your name is needed",
            "Phone: type a telephone",
            "Mail: type one mail",
            "type one area",
            "type one amount",
            "choose one of the list",
        ):
            self.assertIn(text, response.text)
        self.assertFalse(self._leads())

    def test_evil_texts_are_stored_as_text(self):
        for number, text in enumerate(EVIL):
            response = self._send(
                contact_name=text,
                partner_name=text,
                note=text,
                phone=f"1390000000{number}",
            )
            self.assertIn("We call you back", response.text)
        self.assertEqual(len(self._leads()), len(EVIL))
        response = self._send(contact_name=LONG, note=LONG)
        self.assertIn("has 10000 characters", response.text)
        self.assertNotIn(LONG[:5000], response.text)

    def test_what_the_form_does_not_ask_for_is_not_written(self):
        self.form.asks_budget = False
        self._send(user_id=str(self.rep.id), probability="100", priority="3")
        lead = self._leads()
        self.assertFalse(lead.user_id)
        self.assertEqual(lead.expected_revenue, 0)
        self.assertNotEqual(lead.priority, "3")

    def test_a_form_that_is_switched_off_says_so(self):
        self.form.active = False
        for url in (self.url, "/lead/unknown", "/lead/%27--"):
            response = self.url_open(url)
            self.assertEqual(response.status_code, 404)
            self.assertIn("This form is closed", response.text)

    def test_its_link_and_its_code(self):
        self.assertTrue(self.form.url.endswith(self.url))
        src = re.search(r'src="([^"]+)"', self.form.qr_html).group(1)
        response = self.url_open(src.replace("&amp;", "&"))
        self.assertEqual(response.headers["Content-Type"], "image/png")
