import re

from odoo.tests import HttpCase, tagged

from .channel_common import PNG, ChannelCase

URL = "/my/registrations"


@tagged("post_install", "-at_install")
class TestChannelPortal(ChannelCase, HttpCase):
    """The pages of the portal, as a browser asks for them."""

    def setUp(self):
        super().setUp()
        self.client.lang = "en_US"
        self._login(self.agent)

    def _login(self, user):
        self.authenticate(user.login, user.login)

    def _get(self, url, status=200):
        response = self.url_open(url)
        self.assertEqual(response.status_code, status)
        return response.text

    def _post(self, url, files=None, **typed):
        page = self.url_open(f"{URL}/new").text
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        typed["csrf_token"] = found.group(1)
        return self.url_open(url, data=typed, files=files, allow_redirects=False)

    def _own(self):
        return self.env["crm.registration"].search(
            [("channel_partner_id", "=", self.channel.id)]
        )

    # -- who gets in ---------------------------------------------------------------

    def test_the_card_is_shown_to_channel_partners(self):
        self.assertIn(f'href="{URL}"', self._get("/my"))
        for user in (self.client, self.rep):
            self._login(user)
            self.assertNotIn(f'href="{URL}"', self._get("/my"))

    def test_only_what_was_asked_for_is_counted(self):
        # The script of the page stops at a count that has no card.
        self._register()
        for user in (self.agent, self.client):
            self._login(user)
            for asked in (["quotation_count"], ["channel_registration_count"]):
                with self.subTest(user=user.login, asked=asked):
                    counts = self.make_jsonrpc_request(
                        "/my/counters", {"counters": asked}
                    )
                    self.assertLessEqual(counts.keys(), set(asked))
        self._login(self.agent)
        counts = self.make_jsonrpc_request("/my/counters", {"counters": asked})
        self.assertEqual(counts, {"channel_registration_count": 1})

    def test_others_are_refused_in_a_sentence(self):
        registration = self._register()
        for user in (self.client, self.rep, self.manager):
            self._login(user)
            for url in (URL, f"{URL}/new", f"{URL}/{registration.id}"):
                with self.subTest(user=user.login, url=url):
                    page = self._get(url, 403)
                    self.assertIn("Registrations are for channel partners", page)
                    self.assertNotIn("宁波海曙", page)

    def test_without_login_there_is_nothing(self):
        registration = self._register()
        self.authenticate(None, None)
        token = "?access_token=1"
        for url in (URL, f"{URL}/new", f"{URL}/{registration.id}{token}"):
            response = self.url_open(url)
            self.assertIn("/web/login", response.url)
            self.assertNotIn("宁波海曙", response.text)

    def test_another_partner_s_is_not_found(self):
        registration = self._register()
        self._login(self.rival)
        for url in (f"{URL}/{registration.id}", f"{URL}/999999999"):
            self.assertNotIn("宁波海曙", self._get(url, 404))
        response = self._post(f"{URL}/{registration.id}/withdraw")
        self.assertEqual(response.status_code, 404)
        self.assertEqual(registration.state, "submitted")
        attachment = self._register(files=[("授权书.png", PNG)]).attachment_ids
        for url in (f"/web/content/{attachment.id}", f"/web/image/{attachment.id}"):
            for user in (self.rival, self.agent):
                self._login(user)
                self.assertNotEqual(self.url_open(url).content, PNG)

    # -- the list ------------------------------------------------------------------

    def test_an_empty_list_says_what_to_do(self):
        page = self._get(URL)
        self.assertIn("You have not registered a customer yet", page)
        self.assertIn(f'href="{URL}/new"', page)
        self.assertIn("found like this", self._get(f"{URL}?search=none"))

    def test_the_list_is_searched_filtered_and_sorted(self):
        first = self._register(customer_name="甲 Hotel", phone="13900000001")
        self._register(self.agent2, customer_name="乙 School", phone="13900000002")
        self._register(self.rival, customer_name="丙 Rival", phone="13900000003")
        self._decide(first)
        page = self._get(URL)
        self.assertIn("甲 Hotel", page)
        self.assertIn("乙 School", page)
        self.assertNotIn("丙 Rival", page)
        self.assertIn("15 days left", " ".join(page.split()))
        page = self._get(f"{URL}?search=hotel")
        self.assertNotIn("乙 School", page)
        page = self._get(f"{URL}?filterby=review")
        self.assertNotIn("甲 Hotel", page)
        page = self._get(f"{URL}?sortby=customer")
        self.assertLess(page.index("乙 School"), page.index("甲 Hotel"))
        for query in ("sortby=x&filterby=y", "search=%25%27--", "page=99"):
            self._get(f"{URL}?{query}")
        self._get(f"{URL}/page/99")

    def test_the_list_costs_the_same_for_ten_times_as_many(self):
        self.env.company.write(
            {"channel_hourly_limit": 1000, "channel_daily_limit": 1000}
        )
        self._register()
        self._get(URL)
        few = self._queries(self._get, URL)
        for number in range(9):
            self._register(phone=f"1390000000{number}")
        self._get(URL)
        many = self._queries(self._get, URL)
        self.assertLessEqual(many, few)
        self.assertLess(many, 40)

    # -- one -----------------------------------------------------------------------

    def test_a_page_tells_what_was_typed_and_nothing_of_others(self):
        self._submitted(self.rep2, customer_name="宁波海曙置业有限公司")
        registration = self._register(
            area="1200", note="<script>alert(1)</script>", files=[("授权书.png", PNG)]
        )
        registration.message_post(body="Internal: 王强 was here before")
        page = self._get(f"{URL}/{registration.id}")
        for text in ("宁波海曙置业有限公司", "1,200", "授权书.png", "李娜"):
            self.assertIn(text, page)
        self.assertIn("within", page)
        for text in ("王强", "Internal", "onflict", "<script>alert"):
            self.assertNotIn(text, page)
        self._decide(registration, "refuse", "Belongs to 王强")
        page = self._get(f"{URL}/{registration.id}")
        self.assertIn("could not accept", page)
        self.assertNotIn("王强", page)
        registration.partner_message = "请补充授权书\n<b>谢谢</b>"
        page = self._get(f"{URL}/{registration.id}")
        self.assertIn("请补充授权书", page)
        self.assertIn("&lt;b&gt;", page)

    def test_it_is_withdrawn_by_its_button(self):
        registration = self._register()
        response = self._post(f"{URL}/{registration.id}/withdraw")
        self.assertEqual(response.status_code, 303)
        self.assertEqual(registration.state, "withdrawn")
        response = self._post(f"{URL}/{registration.id}/withdraw")
        self.assertIn("cannot be withdrawn", response.text)
        with self.assertLogs("odoo.http", "WARNING"):
            response = self.url_open(
                f"{URL}/{registration.id}/withdraw", data={"x": "1"}
            )
        self.assertEqual(response.status_code, 400, "no CSRF token")

    # -- the form ------------------------------------------------------------------

    def test_a_form_is_registered_and_shown(self):
        files = [("files", (f"证据{n}.png", PNG, "image/png")) for n in range(2)]
        response = self._post(f"{URL}/new", files=files, **self._typed())
        self.assertEqual(response.status_code, 303)
        registration = self._own()
        self.assertEqual(len(registration.attachment_ids), 2)
        self.assertIn(f"{URL}/{registration.id}", response.headers["Location"])
        page = self._get(f"{URL}/{registration.id}?notice=sent")
        self.assertIn("has reached us", page)

    def test_a_form_that_is_sent_twice_registers_once(self):
        typed = self._typed()
        first = self._post(f"{URL}/new", **typed)
        second = self._post(f"{URL}/new", **typed)
        self.assertEqual(first.headers["Location"], second.headers["Location"])
        self.assertEqual(len(self._own()), 1)

    def test_a_wrong_form_keeps_what_was_typed(self):
        response = self._post(
            f"{URL}/new", **self._typed(phone="见备注", note="Keep <me>")
        )
        self.assertEqual(response.status_code, 200)
        self.assertFalse(self._own())
        self.assertIn("type a telephone number", response.text)
        self.assertIn("见备注", response.text)
        self.assertIn("Keep &lt;me&gt;", response.text)
        self.assertIn("宁波海曙置业有限公司", response.text)

    def test_ten_thousand_characters_are_refused_on_the_page(self):
        response = self._post(f"{URL}/new", **self._typed(customer_name="绿" * 10_000))
        self.assertIn("has 10000 characters", response.text)
        self.assertNotIn("绿" * 1000, response.text)

    def test_a_file_that_is_too_large_is_named(self):
        files = [("files", ("大.png", PNG + b"0" * (10 * 1024**2), "image/png"))]
        response = self._post(f"{URL}/new", files=files, **self._typed())
        self.assertEqual(response.status_code, 200)
        self.assertIn("larger than 10 MB", response.text)
        self.assertFalse(self._own())

    def test_a_limit_is_said_on_the_page(self):
        self.env.company.channel_hourly_limit = 1
        self._register()
        response = self._post(f"{URL}/new", **self._typed())
        self.assertIn("within this hour", response.text)
        self.assertIn("宁波海曙置业有限公司", response.text)

    def test_a_form_without_its_csrf_token_is_refused(self):
        with self.assertLogs("odoo.http", "WARNING"):
            response = self.url_open(f"{URL}/new", data=self._typed())
        self.assertEqual(response.status_code, 400)
        self.assertFalse(self._own())
