from odoo.exceptions import UserError
from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .common import SIGNATURE, ContractCase


@tagged("post_install", "-at_install")
class TestPortal(ContractCase, HttpCase):
    """What a client does with his link, and what nobody else does with it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._new_sent_contract()
        cls.contract_sudo = cls.contract.sudo()
        cls.token = cls.contract_sudo.access_token
        cls.codes = []

    def setUp(self):
        super().setUp()
        self.authenticate(None, None)
        self.codes.clear()
        self.patch(
            self.env.registry["crm.contract"],
            "_deliver_sign_code",
            lambda _self, _row, code: self.codes.append(code),
        )

    def _url(self, suffix="", token=None, query=""):
        token = self.token if token is None else token
        return f"/my/contracts/{self.contract.id}{suffix}?access_token={token}{query}"

    def _post(self, suffix, token=None, **data):
        csrf = Request.csrf_token(self)
        return self.url_open(self._url(suffix, token), {"csrf_token": csrf, **data})

    def _sign(self, token=None, sha256=None):
        sha256 = sha256 or self.contract_sudo.document_id.sha256
        return self.make_jsonrpc_request(
            self._url("/sign", token, f"&sha256={sha256}"),
            {"name": "Zhao Ming", "signature": SIGNATURE},
        )

    def _confirm(self):
        self._post("/code", channel="mail")
        self._post("/confirm", code=self.codes[-1])

    def test_with_the_link_a_client_reads_confirms_and_signs(self):
        page = self.url_open(self._url()).text
        self.assertIn(self.contract_sudo.document_id.sha256, page)
        self.assertNotIn("portal.signature_form", page)
        text = self.url_open(self._url("/document"))
        self.assertEqual(text.text, self.contract_sudo.document_id.html)
        self.assertIn("sandbox", text.headers["Content-Security-Policy"])
        self._confirm()
        self.assertIn("portal.signature_form", self.url_open(self._url()).text)
        answer = self._sign()
        self.assertTrue(answer.get("force_refresh"), answer)
        evidence = self.contract_sudo.signature_ids
        self.assertEqual(evidence.ip, "127.0.0.1")
        self.assertEqual(evidence.confirmed_address, "office@lvzhou.example")
        self.assertTrue(evidence.user_agent)
        self.assertNotIn("portal.signature_form", self.url_open(self._url()).text)
        self.assertIn("error", self._sign())

    def test_a_code_of_another_browser_signs_nothing(self):
        self._confirmed_code(self.contract)
        self.assertIn("error", self._sign())
        self.assertEqual(self.contract_sudo.state, "sent")

    def test_a_wrong_code_is_said_and_counted(self):
        self._post("/code", channel="mail")
        wrong = "000000" if self.codes[-1] != "000000" else "111111"
        page = self._post("/confirm", code=wrong)
        self.assertIn("alert-danger", page.text)
        self.assertNotIn("portal.signature_form", page.text)
        row = self.env["crm.contract.sign.code"].sudo().search([], limit=1)
        self.assertEqual(row.attempts_left, 4)

    def test_an_error_after_the_signature_takes_it_all_back(self):
        def fail(contract):
            raise UserError(contract.name)

        self._confirm()
        self.patch(self.env.registry["crm.contract"], "_on_signed", fail)
        self.assertEqual(self._sign(), {"error": self.contract_sudo.name})
        self.env.invalidate_all()
        self.assertEqual(self.contract_sudo.state, "sent")
        self.assertFalse(self.contract_sudo.signature_ids)

    def test_the_old_text_is_refused_with_the_reason(self):
        self._confirm()
        self.assertIn("2", self._old_text_error())

    def _old_text_error(self):
        shown = self.contract_sudo.document_id.sha256
        self.contract.action_back_to_draft()
        self.contract.site_address = "Wensan Road 91"
        self.contract.action_send()
        return self._sign(sha256=shown)["error"]

    def test_a_client_sends_it_back_with_a_reason(self):
        page = self._post("/decline", reason="Cheaper please")
        self.assertIn('id="declined"', page.text)
        self.assertIn('id="being_revised"', page.text)
        self.assertEqual(self.contract_sudo.state, "draft")
        self.assertEqual(self.contract_sudo.decline_reason, "Cheaper please")
        self.assertEqual(self.url_open(self._url("/document")).status_code, 404)

    def test_a_portal_user_finds_it_without_the_link(self):
        self.authenticate("con_client", "con_client")
        listed = self.url_open("/my/contracts")
        self.assertIn(self.contract_sudo.name, listed.text)
        page = self.url_open(f"/my/contracts/{self.contract.id}")
        self.assertIn(self.contract_sudo.document_id.sha256, page.text)
        counters = self.make_jsonrpc_request(
            "/my/counters", {"counters": ["contract_count", "contract_to_sign_count"]}
        )
        self.assertEqual(counters["contract_to_sign_count"], 1)

    def test_staff_see_the_page_and_do_not_sign(self):
        self.authenticate("con_rep", "con_rep")
        self.assertIn(self.contract_sudo.name, self.url_open(self._url()).text)
        self.assertIn("error", self._sign())
        self.assertEqual(self.url_open(self._preview()).status_code, 200)

    def _preview(self):
        return f"/my/contracts/{self.contract.id}/preview"

    def _foreign_token(self):
        other = self._new_contract(self._approve(self._new_order()))
        other.action_send()
        return other.access_token

    def test_others_get_nothing_by_any_address(self):
        foreign = self._foreign_token()
        stranger = self._new_user("stranger", "base.group_portal", "Stranger")
        name = self.contract_sudo.title
        for login in (None, stranger.login, "con_rep2"):
            self.authenticate(login, login)
            for token in ("", "wrong", foreign):
                with self.subTest(login=login, token=token):
                    self._assert_nothing(token, name)

    def _assert_nothing(self, token, name):
        page = self.url_open(self._url(token=token))
        self.assertNotIn(name, page.text)
        document = self.contract_sudo.document_id
        for suffix in ("/document", f"/documents/{document.id}"):
            answer = self.url_open(self._url(suffix, token))
            self.assertEqual(answer.status_code, 404)
        self.assertNotIn(name, self.url_open(self._preview()).text)
        self.assertIn("error", self._sign(token))
        self._post("/decline", token, reason="x")
        self._post("/code", token, channel="mail")
        self.env.invalidate_all()
        self.assertEqual(self.contract_sudo.state, "sent")
        self.assertFalse(self.codes)

    def test_the_scan_is_not_read_by_number(self):
        evidence = self.contract._sign_on_paper("Zhao", scan=("a.txt", b"agreed"))
        file = evidence._files()[evidence.id, "a.txt"]
        url = f"/web/content/{file.id}"
        self.authenticate("con_rep2", "con_rep2")
        self.assertEqual(self.url_open(url).status_code, 404)
        image = f"/web/image/crm.contract.signature/{evidence.id}/signature"
        self.assertNotEqual(self.url_open(image).content, b"agreed")
        self.authenticate("con_rep", "con_rep")
        self.assertEqual(self.url_open(url).content, b"agreed")
