import base64
import io
from unittest.mock import patch

from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from odoo.exceptions import AccessError, UserError
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


class ThumbnailCommon(DeliverableCommon):
    def _draw(self, content=None, name="plan.png", deliverable=None):
        version = self.upload(deliverable, content or picture(), name)
        self.assertEqual(version.thumbnail_state, "waiting")
        version.sudo()._draw_thumbnails()
        return version

    def _file_of(self, version):
        rows_sudo = version.sudo().picture_ids
        return (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", rows_sudo._name),
                    ("res_id", "in", rows_sudo.ids),
                    ("res_field", "=", "image"),
                ]
            )
        )


@tagged("post_install", "-at_install")
class TestPictureRows(ThumbnailCommon):
    """The pictures lie beside the versions, and are drawn beside people's work."""

    def test_versions_are_found_by_the_state_of_their_picture(self):
        drawn = self._draw()
        waiting = self.upload(content=picture("green"), name="b.png")
        plain = self._draw(b"AC1032 drawing", "plan.dwg")
        versions = self.env["project.deliverable.version"].with_user(self.designer)
        for domain, found in (
            ([("thumbnail_state", "=", "waiting")], waiting),
            ([("thumbnail_state", "=", "drawn")], drawn),
            ([("thumbnail_state", "=", "none")], plain),
            ([("thumbnail_state", "!=", "none")], drawn | waiting),
            ([("thumbnail_state", "in", ["none", "drawn"])], drawn | plain),
        ):
            domain += [("deliverable_id", "=", self.concept.id)]
            self.assertEqual(set(versions.search(domain)), set(found), domain)

    def test_drawing_writes_nothing_on_the_version(self):
        version = self.release(content=picture())
        self.sign(version)
        self.env.flush_all()
        select = "SELECT xmin, ctid FROM project_deliverable_version WHERE id = %s"
        self.env.cr.execute(select, [version.id])
        before = self.env.cr.fetchall()
        version.sudo()._draw_thumbnails()
        self.env.flush_all()
        self.env.cr.execute(select, [version.id])
        self.assertEqual(self.env.cr.fetchall(), before)

    def test_a_file_that_kills_the_job_is_begun_three_times(self):
        version = self.upload(content=picture(), name="a.png")
        row_sudo = version.sudo().picture_ids
        for tries in (1, 2, 3):
            row_sudo._begin()
            self.assertEqual((row_sudo.tries, row_sudo.state), (tries, "waiting"))
        row_sudo._begin()
        row_sudo._draw()
        self.assertEqual((row_sudo.state, row_sudo.reason), ("none", "stopped"))
        self.assertTrue(self.concept.thumbnail_url.endswith("picture.svg"))

    def test_a_try_is_counted_before_the_file_is_touched(self):
        row_sudo = self.upload(content=picture(), name="a.png").sudo().picture_ids
        seen = []

        def kill(_content, _kind):
            select = "SELECT tries FROM project_deliverable_picture WHERE id = %s"
            self.env.cr.execute(select, row_sudo.ids)
            seen.append(self.env.cr.fetchone())

        path = "odoo.addons.crm_projects.models.project_deliverable_picture.draw"
        with self.enter_registry_test_mode(), patch(path, side_effect=kill):
            self.env.ref("crm_projects.ir_cron_draw_thumbnails").method_direct_trigger()
        self.assertEqual(seen[:1], [(1,)])
        row_sudo.invalidate_recordset()
        self.assertEqual((row_sudo.state, row_sudo.reason), ("none", "broken"))

    def test_the_picture_goes_with_its_draft(self):
        version = self._draw()
        picture_sudo = version.sudo().picture_ids
        file = self._file_of(version)
        version.with_user(self.designer).unlink()
        self.assertFalse(picture_sudo.exists() or file.exists())


@tagged("post_install", "-at_install")
class TestThumbnails(ThumbnailCommon, HttpCase):
    """The small picture of a version: drawn later, shown to who sees the version."""

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
        attachments = self._file_of(version | draft)
        self.assertEqual(len(attachments), 2)
        inside = [f"/web/image/{attachment.id}" for attachment in attachments]
        inside += [f"/web/content/{attachment.id}" for attachment in attachments]
        inside += [f"/web/image/{version._name}/{each}/thumbnail" for each in draft.ids]
        inside += [
            f"/web/image/project.deliverable.picture/{each}/image"
            for each in (version | draft).sudo().picture_ids.ids
        ]
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

    def test_staff_see_the_picture_through_the_version_and_by_no_other_way(self):
        version = self._draw()
        small = base64.b64decode(version.thumbnail)
        picture_sudo = version.sudo().picture_ids
        file = self._file_of(version)
        self.authenticate("designer", "designer")
        inside = f"/web/image/{version._name}/{version.id}/thumbnail"
        self.assertEqual(self.url_open(inside).content, small)
        for url in (
            f"/web/image/{file.id}",
            f"/web/image/{picture_sudo._name}/{picture_sudo.id}/image",
        ):
            self.assertNotEqual(self.url_open(url).content, small, url)
        with self.assertRaises(AccessError):
            picture_sudo.with_user(self.designer).read(["state"])
        with self.assertRaises(AccessError):
            version.with_user(self.designer).read(["picture_ids"])

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
