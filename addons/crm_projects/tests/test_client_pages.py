from odoo.tests import HttpCase, tagged

from odoo.addons.crm_projects.controllers.project_portal import DesignProjectPortal

from .common import DeliverableCommon


@tagged("post_install", "-at_install")
class TestClientPages(DeliverableCommon, HttpCase):
    """The client's project page, his remarks, and two versions side by side."""

    def authenticate(self, *args, **kwargs):
        # Pages and answers are read in English, whatever languages are installed.
        session = super().authenticate(*args, **kwargs)
        self.opener.cookies["frontend_lang"] = "en_US"
        return session

    def _comment(self, on, token=None, **values):
        url = f"/my/deliverables/{on.deliverable_id.id}/comment"
        if token:
            url += f"?access_token={token}"
        params = {"version": on.id, "body": "Wider, please", "page": 1}
        return self.make_jsonrpc_request(url, {**params, "x": 20, "y": 30, **values})

    def test_the_client_sees_at_a_glance_where_his_project_is(self):
        self.release()
        self.authenticate("client", "client")
        page = self.url_open("/my/design").text
        self.assertIn("waiting_for_you", page)
        self.assertIn(self.concept.name, page)
        for phase in self.project.milestone_ids:
            self.assertIn(phase.name, page)
        self.assertNotIn(self.deliverable("render").name.title() + " V", page)
        self.assertIn("V1 released to you", page)

    def test_many_projects_come_a_page_at_a_time(self):
        names = ["First Hall", "Second Hall", "Third Hall"]
        for name in names:
            contract = self.make_contract(self.customer)
            contract.title = name
            contract.action_sign()
        self.patch(DesignProjectPortal, "_items_per_page", 3)
        self.authenticate("client", "client")
        page = self.url_open("/my/design").text
        self.assertIn("/my/design/page/2", page)
        for name in names:
            self.assertIn(name, page)
        self.assertNotIn(self.project.name, page)
        # The last page has one project, and is a page of the list still.
        page = self.url_open("/my/design/page/2")
        self.assertIn("/my/design/page/2", page.url)
        self.assertIn(self.project.name, page.text)
        self.assertNotIn("Third Hall", page.text)

    def test_nothing_inside_is_on_the_page(self):
        self.upload()
        self.project.budget_fee = 987654
        self.authenticate("client", "client")
        page = self.url_open(f"/my/design/{self.project.id}").text
        self.assertIn("nothing_waits", page)
        self.assertNotIn("987", page.replace(",", ""))
        self.assertNotIn("plan.pdf", page)
        self.assertNotIn("designer", page)

    def test_another_client_s_project_leads_home(self):
        self.authenticate("stranger", "stranger")
        page = self.url_open(f"/my/design/{self.project.id}")
        self.assertTrue(page.url.endswith("/my"), page.url)
        self.assertNotIn(self.project.name, self.url_open("/my/design").text)

    def test_the_client_pins_a_remark_and_reads_the_answer(self):
        version = self.release()
        self.authenticate("client", "client")
        self.assertEqual(self._comment(version)["number"], 1)
        comment = version.comment_ids
        self.assertEqual((comment.kind, comment.page), ("client", 1))
        self.assertEqual((comment.pos_x, comment.pos_y), (20, 30))
        self.assertEqual(comment.partner_id, self.client.partner_id)
        comment.with_user(self.designer).answer = "done in the next version"
        page = self.url_open(f"/my/deliverables/{self.concept.id}").text
        self.assertIn("Wider, please", page)
        self.assertIn("done in the next version", page)
        event = self.env["crm.business.event"].search(
            [("kind", "=", "deliverable.commented")]
        )
        self.assertEqual(len(event), 1)
        self.assertIn(self.designer, event.audience_ids)

    def test_bad_remarks_are_refused_in_a_sentence(self):
        version = self.release()
        self.authenticate("client", "client")
        for values, words in (
            ({"body": "  "}, "Write what"),
            ({"body": "x" * 4001}, "longer"),
            ({"x": 101}, ""),
            ({"x": "left"}, "cannot be read"),
            ({"page": -1}, ""),
        ):
            with self.subTest(values=str(values)[:40]):
                error = self._comment(version, **values)["error"]
                self.assertTrue(error)
                self.assertIn(words, error)
        self.assertFalse(version.comment_ids)

    def test_remarks_need_the_right_to_the_very_deliverable(self):
        version = self.release()
        other = self.release(self.deliverable("render"))
        token = other.deliverable_id._portal_ensure_token()
        # The token of another record opens nothing.
        self.assertIn("error", self._comment(version, token))
        self.authenticate("stranger", "stranger")
        self.assertIn("error", self._comment(version))
        draft = self.upload(content=b"two")
        self.authenticate("client", "client")
        self.assertIn("error", self._comment(version, version=draft.id))
        self.authenticate("designer", "designer")
        self.assertIn("client's page", self._comment(version)["error"])
        self.assertFalse((version | other | draft).comment_ids)
        self.authenticate(None, None)
        own_token = self.concept._portal_ensure_token()
        self.assertEqual(self._comment(version, own_token)["number"], 1)

    def test_another_record_s_token_and_the_attachment_open_nothing(self):
        version = self.release(content=b"secret plan")
        other = self.release(self.deliverable("render"))
        token = other.deliverable_id._portal_ensure_token()
        base = f"/my/deliverables/{self.concept.id}"
        other_base = f"/my/deliverables/{other.deliverable_id.id}"
        urls = (
            f"{base}/versions/{version.id}?access_token={token}",
            f"{other_base}/versions/{version.id}?access_token={token}",
            f"{base}/compare?access_token={token}",
            f"/web/content/{version.attachment_id.id}",
            f"/web/content/{version.attachment_id.id}?access_token={token}",
        )
        for login in (None, "stranger"):
            self.authenticate(login, login)
            for url in urls:
                with self.subTest(login=login, url=url):
                    self.assertNotIn("secret plan", self.url_open(url).text)
                    self.assertNotIn(version.sha256, self.url_open(url).text)

    def test_the_client_compares_what_he_was_shown(self):
        first = self.release(content=b"one")
        second = self.release(content=b"two")
        draft = self.upload(content=b"three")
        self.authenticate("client", "client")
        url = f"/my/deliverables/{self.concept.id}/compare"
        page = self.url_open(url).text
        self.assertIn(first.sha256, page)
        self.assertIn(second.sha256, page)
        page = self.url_open(f"{url}?new={draft.id}").text
        self.assertNotIn(draft.sha256, page)
        page = self.url_open(f"{url}?new={second.id}&old={second.id}").text
        self.assertIn("same_content", page)

    def test_staff_compare_drafts_too(self):
        first, second = self.upload(content=b"one"), self.upload(content=b"two")
        self.authenticate("designer", "designer")
        page = self.url_open(
            f"/my/deliverables/{self.concept.id}/compare?new={second.id}"
        ).text
        self.assertIn(first.sha256, page)
        self.assertIn(second.sha256, page)

    def test_the_viewer_speaks_the_client_s_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(["crm_projects"], ["zh_CN"])
        found = self.url_open("/web/webclient/translations?lang=zh_CN").json()
        texts = {
            message["id"]: message["string"]
            for message in found["modules"]["crm_projects"]["messages"]
        }
        text = "This file cannot be shown here. Please download it."
        self.assertNotEqual(texts[text], text)
