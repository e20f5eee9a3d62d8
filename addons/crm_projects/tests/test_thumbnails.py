import base64
import io

from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .common import DeliverableCommon


def picture(colour="red", size=(900, 600)):
    """Return a PNG."""
    target = io.BytesIO()
    Image.new("RGB", size, colour).save(target, "PNG")
    return target.getvalue()


def drawing(pages=2):
    """Return a PDF."""
    target = io.BytesIO()
    canvas = Canvas(target)
    for page in range(pages):
        canvas.rect(100, 100, 300, 400, fill=1)
        canvas.drawString(50, 50, f"Sheet {page}")
        canvas.showPage()
    canvas.save()
    return target.getvalue()


@tagged("post_install", "-at_install")
class TestThumbnails(DeliverableCommon, HttpCase):
    """The small picture of a version: drawn later, shown to who sees the version."""

    def _draw(self, content=None, name="plan.png", deliverable=None):
        version = self.upload(deliverable, content or picture(), name)
        self.assertEqual(version.thumbnail_state, "waiting")
        version.sudo()._draw_thumbnails()
        return version

    def test_pictures_and_first_pages_are_drawn_small(self):
        for content, name in ((picture(), "a.png"), (drawing(), "a.pdf")):
            version = self._draw(content, name)
            self.assertEqual(version.thumbnail_state, "drawn", name)
            small = Image.open(io.BytesIO(base64.b64decode(version.thumbnail)))
            self.assertEqual(small.format, "JPEG")
            self.assertLessEqual(max(small.width - 480, small.height - 360), 0)
            self.assertIn(f"{version.id}/thumbnail", self.concept.thumbnail_url)

    def test_what_cannot_be_drawn_shows_the_icon_of_its_type(self):
        for content, name, icon in (
            (b"AC1032 drawing", "plan.dwg", "drawing.svg"),
            (b"%PDF-1.4 broken", "broken.pdf", "drawing.svg"),
            (picture()[:60], "torn.png", "picture.svg"),
        ):
            version = self._draw(content, name)
            self.assertEqual(version.thumbnail_state, "none", name)
            self.assertTrue(self.concept.thumbnail_url.endswith(icon), name)
        empty = self.deliverable("render")
        self.assertTrue(empty.thumbnail_url.endswith("none.svg"))
        for url in (empty.thumbnail_url, self.concept.thumbnail_url):
            self.assertEqual(self.url_open(url).status_code, 200)

    def test_the_cron_draws_what_waits_and_nothing_twice(self):
        waiting = self.upload(content=picture(), name="a.png")
        cron = self.env.ref("crm_projects.ir_cron_draw_thumbnails")
        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]))
        cron.method_direct_trigger()
        waiting.invalidate_recordset()
        self.assertEqual(waiting.thumbnail_state, "drawn")
        before = self.cr.sql_log_count
        cron.method_direct_trigger()
        self.assertLess(self.cr.sql_log_count - before, 40)

    def test_a_signed_version_gets_its_picture_and_keeps_it(self):
        version = self.release(content=picture())
        self.sign(version)
        version.sudo()._draw_thumbnails()
        self.assertEqual(version.thumbnail_state, "none")  # named .pdf, is a PNG
        with self.assertRaises(UserError):
            version.sudo().thumbnail = base64.b64encode(picture("blue"))

    def test_the_picture_goes_to_who_may_see_the_version(self):
        version = self._draw()
        version.with_user(self.designer).action_release()
        draft = self._draw(picture("green"))
        page = f"/my/deliverables/{self.concept.id}/versions/%s/thumbnail"
        attachments = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", version._name),
                    ("res_id", "in", (version | draft).ids),
                    ("res_field", "=", "thumbnail"),
                ]
            )
        )
        self.assertEqual(len(attachments), 2)
        inside = [f"/web/image/{attachment.id}" for attachment in attachments]
        inside += [f"/web/content/{attachment.id}" for attachment in attachments]
        inside += [f"/web/image/{version._name}/{each}/thumbnail" for each in draft.ids]
        small = base64.b64decode(version.thumbnail)
        green = base64.b64decode(draft.thumbnail)
        self.authenticate("client", "client")
        self.assertEqual(self.url_open(page % version.id).content, small)
        self.assertEqual(self.url_open(page % draft.id).status_code, 404)
        for login in ("stranger", None):
            self.authenticate(login, login)
            for url in [*inside, page % version.id, page % draft.id]:
                answer = self.url_open(url)
                self.assertNotIn(answer.content, (small, green), (login, url))
        token = self.concept._portal_ensure_token()
        answer = self.url_open(f"{page % version.id}?access_token={token}")
        self.assertEqual(answer.content, small)
        other = self.deliverable("render")._portal_ensure_token()
        answer = self.url_open(f"{page % version.id}?access_token={other}")
        self.assertEqual(answer.status_code, 404)

    def test_the_list_of_the_client_shows_the_picture(self):
        version = self._draw()
        version.with_user(self.designer).action_release()
        self.authenticate("client", "client")
        for url in ("/my/deliverables", f"/my/design/{self.project.id}"):
            self.assertIn(
                f"versions/{version.id}/thumbnail", self.url_open(url).text, url
            )

    def test_the_viewer_in_the_form_knows_place_and_author_of_remarks(self):
        version = self._draw(drawing(), "plan.pdf")
        remark = self.env["project.deliverable.comment"].with_user(self.lead)
        remark.create(
            {
                "version_id": version.id,
                "body": "Wider",
                "page": 2,
                "pos_x": 20,
                "pos_y": 30,
            }
        )
        facts = version.with_user(self.designer).get_viewer_facts()
        self.assertEqual((facts["kind"], facts["canComment"]), ("pdf", True))
        [pin] = facts["pins"]
        self.assertEqual((pin["page"], pin["x"], pin["y"]), (2, 20, 30))
        self.assertEqual((pin["author"], pin["is_client"]), (self.lead.name, False))
        facts = version.with_user(self.rep).get_viewer_facts()
        self.assertEqual((facts["pins"], facts["canComment"]), ([], False))
        version.comment_ids.with_user(self.designer).answer = "Done"
        version.with_user(self.designer).action_release()
        self.sign(version)
        self.assertFalse(version.with_user(self.lead).get_viewer_facts()["canComment"])
