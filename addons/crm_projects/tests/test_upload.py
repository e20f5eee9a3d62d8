import hashlib

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import DeliverableCommon, encoded


class TestUpload(DeliverableCommon):
    def test_a_version_knows_number_hash_size_and_author(self):
        version = self.upload(content=b"abc", note="first")
        self.assertEqual((version.number, version.size), (1, 3))
        self.assertEqual(version.sha256, hashlib.sha256(b"abc").hexdigest())
        self.assertEqual(version.user_id, self.designer)
        self.assertEqual(version.note, "first")
        self.assertEqual(version.attachment_id.sudo().raw, b"abc")
        self.assertEqual(self.upload(content=b"abd").number, 2)

    def test_names_are_made_safe(self):
        version = self.upload(name="../..\\图纸/平面:布置?😀.dwg")
        self.assertEqual(version.filename, "平面_布置_😀.dwg")

    def test_an_empty_file_is_refused(self):
        for data in ("", False, encoded(b"")):
            with self.assertRaisesRegex(UserError, "empty"):
                self.concept.with_user(self.designer).action_upload("a.pdf", data)
        self.assertFalse(self.concept.version_ids)

    def test_a_too_large_file_is_refused_with_both_sizes(self):
        self.env["ir.config_parameter"].set_param("crm_projects.max_upload_mb", "1")
        with self.assertRaisesRegex(UserError, "1.5 MB.*1.0 MB"):
            self.upload(content=b"x" * (3 * 512 * 1024))
        self.assertEqual(self.upload(content=b"x" * 1024 * 1024).number, 1)

    def test_half_a_gigabyte_is_refused_before_it_is_read(self):
        class Huge(str):
            """As long as 500 MB in base64 are, and unreadable."""

            __slots__ = ()

            def __len__(self):
                return 500 * 1024 * 1024 * 4 // 3

        with self.assertRaisesRegex(UserError, "500.0 MB.*200.0 MB.*Split"):
            self.concept.with_user(self.designer).action_upload("a.pdf", Huge("!!"))
        self.assertFalse(self.concept.version_ids)

    def test_damaged_base64_is_refused(self):
        with self.assertRaisesRegex(UserError, "damaged"):
            self.concept.with_user(self.designer).action_upload("a.pdf", "!!not64!!")

    def test_a_template_takes_no_files(self):
        item = self.template.deliverable_ids[0]
        with self.assertRaisesRegex(UserError, "template"):
            self.upload(item)

    def test_sales_cannot_upload(self):
        with self.assertRaises(AccessError):
            self.concept.with_user(self.rep).action_upload("a.pdf", encoded(b"a"))

    def test_versions_come_from_uploads_only(self):
        attachment = self.env["ir.attachment"].create({"name": "x", "raw": b"x"})
        vals = {
            "deliverable_id": self.concept.id,
            "number": 9,
            "filename": "x",
            "attachment_id": attachment.id,
            "sha256": "0" * 64,
            "state": "signed_off",
        }
        versions = self.env["project.deliverable.version"]
        for env_versions in (versions.with_user(self.designer), versions.sudo()):
            with self.assertRaises(UserError):
                env_versions.create(vals)
            # What RPC could send in the context is not the key.
            with self.assertRaises(UserError):
                env_versions.with_context(version_flow=True).create(vals)

    def test_a_draft_version_may_be_deleted_and_its_number_is_not_reused(self):
        version = self.upload()
        attachment = version.attachment_id.sudo()
        version.with_user(self.designer).unlink()
        self.assertFalse(attachment.exists())
        self.assertEqual(self.upload().number, 2)


@tagged("post_install", "-at_install")
class TestUploadRoute(DeliverableCommon, HttpCase):
    """What the screen sends: a file in a request of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Answers are read in English, whatever languages are installed.
        (cls.designer + cls.rep).lang = "en_US"

    def _post(self, content=b"from the screen", name="screen.pdf", **values):
        values = values or {"deliverable_id": self.concept.id}
        values["csrf_token"] = http.Request.csrf_token(self)
        url = "/crm_projects/upload"
        return self.url_open(url, data=values, files={"file": (name, content)})

    def test_files_go_to_a_deliverable_or_a_phase(self):
        self.authenticate("designer", "designer")
        answer = self._post(note="first", deliverable_id=self.concept.id).json()
        self.assertEqual((answer["deliverable"], answer["number"]), ("concept", 1))
        self.assertEqual(self.concept.current_version_id.note, "first")
        answer = self._post(
            name="Roof_V2.pdf", milestone_id=self.concept.milestone_id.id
        ).json()
        self.assertEqual((answer["deliverable"], answer["is_new"]), ("Roof", True))

    def test_what_is_wrong_is_an_answer_in_a_sentence(self):
        self.authenticate("designer", "designer")
        self.assertIn("0 bytes", self._post(b"").json()["error"])
        self.assertIn("type .exe", self._post(name="a.exe").json()["error"])
        for place in ({"milestone_id": "x"}, {"note": "nowhere"}):
            self.assertIn("Open the upload", self._post(**place).json()["error"])
        self.authenticate("rep", "rep")
        self.assertIn("error", self._post().json())
        self.assertFalse(self.concept.version_ids)

    def test_more_than_the_limit_is_not_even_read(self):
        self.env["ir.config_parameter"].set_param("crm_projects.max_upload_mb", "1")
        self.authenticate("designer", "designer")
        self.assertIn("1.0 MB", self._post(b"x" * 1024 * 1500).json()["error"])
        self.assertEqual(self._post(b"x" * 1024 * 1024 * 3).status_code, 413)

    @mute_logger("odoo.http")
    def test_a_stranger_s_page_posts_nothing(self):
        self.authenticate("designer", "designer")
        answer = self.url_open(
            "/crm_projects/upload",
            data={"deliverable_id": self.concept.id},
            files={"file": ("a.pdf", b"x")},
        )
        self.assertEqual(answer.status_code, 400)
        self.assertFalse(self.concept.version_ids)
