from odoo.tests import HttpCase, tagged

from .site_common import SiteVisitCommon


@tagged("post_install", "-at_install")
class TestSitePortal(SiteVisitCommon, HttpCase):
    """The client sees closed visits that are shown to him, and no others."""

    def authenticate(self, *args, **kwargs):
        # Pages and answers are read in English, whatever languages are installed.
        session = super().authenticate(*args, **kwargs)
        self.opener.cookies["frontend_lang"] = "en_US"
        return session

    def _urls(self, visit, token=None):
        query = f"?access_token={token}" if token else ""
        photo = visit.photo_ids[0]
        return [
            f"/my/visits/{visit.id}{query}",
            f"/my/visits/{visit.id}/report{query}",
            f"/my/visits/{visit.id}/photos/{photo.id}{query}",
        ]

    def test_the_client_sees_it_when_it_is_shown_to_him(self):
        visit = self.new_visit()
        self.authenticate("client", "client")
        self._assert_hidden(visit)
        visit.action_close()
        self._assert_hidden(visit)
        visit.action_share()
        page, _report, picture = (self.url_open(url) for url in self._urls(visit))
        self.assertIn("ceiling is lower", page.text)
        self.assertIn(visit.sha256, page.text)
        self.assertEqual(picture.headers["Content-Type"], "image/jpeg")
        self.assertNotIn(b"SecretPhone", picture.content)
        self.assertIn(visit.name, self.url_open(visit.access_url).text)
        project = self.url_open(f"/my/design/{self.project.id}").text
        self.assertIn(f"/my/visits/{visit.id}", project)
        visit.with_user(self.lead).action_unshare()
        self._assert_hidden(visit)

    def _assert_hidden(self, visit, token=None):
        for url in self._urls(visit, token):
            answer = self.url_open(url)
            self.assertNotIn("ceiling is lower", answer.text)
            self.assertNotIn("image/jpeg", answer.headers["Content-Type"])
            self.assertNotIn("pdf", answer.headers["Content-Type"])

    def test_neither_url_nor_the_token_of_another_record_opens_it(self):
        visit, other = self.new_visit(), self.new_visit(summary="Another one")
        for one in (visit, other):
            one.action_close()
            one.action_share()
        token = other._portal_ensure_token()
        for login in (None, "stranger"):
            self.authenticate(login, login)
            self._assert_hidden(visit, token)
            # A photo goes by its own visit alone.
            url = f"/my/visits/{other.id}/photos/{visit.photo_ids.id}"
            answer = self.url_open(f"{url}?access_token={token}")
            self.assertEqual(answer.status_code, 404)
        self.authenticate(None, None)
        own = visit._portal_ensure_token()
        page = self.url_open(f"/my/visits/{visit.id}?access_token={own}").text
        self.assertIn("ceiling is lower", page)

    def test_a_foreign_designer_opens_nothing(self):
        visit = self.new_visit()
        self.authenticate("outsider", "outsider")
        self._assert_hidden(visit)
