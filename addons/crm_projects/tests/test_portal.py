from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .common import SIGNATURE, DeliverableCommon


@tagged("post_install", "-at_install")
class TestPortal(DeliverableCommon, HttpCase):
    def _page(self, version=None, suffix=""):
        return self.url_open(f"/my/deliverables/{self.concept.id}{suffix}")

    def _sign(self, version, token=None, name="Zhao Ming"):
        url = f"/my/deliverables/{version.deliverable_id.id}/sign?version={version.id}"
        if token:
            url += f"&access_token={token}"
        params = {"name": name, "signature": SIGNATURE}
        return self.make_jsonrpc_request(url, params)

    def test_the_client_reads_downloads_and_signs(self):
        version = self.release(content=b"final plan")
        self.authenticate("client", "client")
        self.assertIn(self.concept.name, self.url_open("/my/deliverables").text)
        page = self._page().text
        self.assertIn(version.sha256, page)
        self.assertIn("portal.signature_form", page)
        file = self._page(suffix=f"/versions/{version.id}")
        self.assertEqual(file.content, b"final plan")
        answer = self._sign(version)
        self.assertTrue(answer["force_refresh"], answer)
        self.assertEqual(self.concept.state, "signed_off")
        self.assertEqual(version.signed_ip, "127.0.0.1")
        self.assertEqual(version.signed_partner_id, self.client.partner_id)
        self.assertNotIn("portal.signature_form", self._page().text)

    def test_the_token_of_the_page_is_enough_to_sign(self):
        version = self.release()
        token = self.concept.sudo()._portal_ensure_token()
        self.assertTrue(self._sign(version, token)["force_refresh"])

    def test_of_a_refused_signature_nothing_stays(self):
        version = self.release()

        def refuse(_deliverable, _version):
            message = "The instalment is closed"
            raise UserError(message)

        deliverables = self.env.registry["project.deliverable"]
        self.patch(deliverables, "_on_signed_off", refuse)
        self.authenticate("client", "client")
        self.assertIn("instalment", self._sign(version)["error"])
        self.env.invalidate_all()
        self.assertEqual(version.state, "released")
        self.assertFalse(version.signed_by)

    def test_an_outdated_version_is_refused_with_the_reason(self):
        old = self.release(content=b"one")
        self.release(content=b"two")
        self.authenticate("client", "client")
        # The words depend on the languages installed, the numbers do not.
        self.assertRegex(self._sign(old)["error"], r"1\D+2")
        self.assertEqual(self.concept.state, "released")

    def test_another_client_gets_nothing(self):
        version = self.release()
        other = self.make_contract(self.other_customer)
        other.action_sign()
        foreign = self.deliverable("concept", other.project_ids)
        self.release(foreign)
        self.authenticate("stranger", "stranger")
        self.assertNotIn(self.concept.sudo().project_id.name, self._list())
        self.assertTrue(self._page().url.rstrip("/").endswith("/my"))
        file = self._page(suffix=f"/versions/{version.id}")
        self.assertEqual(file.status_code, 404)
        # By another record's token, by the file's own number, and by signing.
        token = foreign.sudo()._portal_ensure_token()
        file = self._page(suffix=f"/versions/{version.id}?access_token={token}")
        self.assertEqual(file.status_code, 404)
        mixed = self.url_open(
            f"/my/deliverables/{foreign.id}/versions/{version.id}?access_token={token}"
        )
        self.assertEqual(mixed.status_code, 404)
        attachment = self.url_open(f"/web/content/{version.attachment_id.id}")
        self.assertEqual(attachment.status_code, 404)
        self.assertIn("error", self._sign(version, token))
        self.assertEqual(self.concept.state, "released")

    def _list(self):
        return self.url_open("/my/deliverables").text

    def test_a_draft_is_not_reachable_with_a_token(self):
        draft = self.upload(content=b"secret draft")
        token = self.concept.sudo()._portal_ensure_token()
        for suffix in ("", f"/versions/{draft.id}"):
            answer = self._page(suffix=f"{suffix}?access_token={token}")
            self.assertNotIn(b"secret draft", answer.content)
            self.assertNotIn(draft.filename, answer.text)
        self.assertIn("error", self._sign(draft, token))

    def test_a_draft_beside_a_released_version_stays_hidden(self):
        self.release(content=b"one")
        draft = self.upload(content=b"secret draft")
        self.authenticate("client", "client")
        file = self._page(suffix=f"/versions/{draft.id}")
        self.assertEqual(file.status_code, 404)
        self.assertIn("error", self._sign(draft))

    def test_staff_sees_the_page_but_does_not_sign(self):
        version = self.release()
        self.authenticate("designer", "designer")
        self.assertNotIn("portal.signature_form", self._page().text)
        self.assertIn("error", self._sign(version))
        self.assertEqual(self.concept.state, "released")

    def test_the_home_page_counts_what_is_to_sign(self):
        self.release()
        self.authenticate("client", "client")
        counters = self.make_jsonrpc_request(
            "/my/counters",
            {"counters": ["deliverable_count", "deliverable_to_sign_count"]},
        )
        self.assertEqual(counters["deliverable_count"], 1)
        self.assertEqual(counters["deliverable_to_sign_count"], 1)
