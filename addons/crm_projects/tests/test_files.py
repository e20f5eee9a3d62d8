from psycopg2.errors import RaiseException

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SIGNATURE, DeliverableCommon, encoded


class TestFiles(DeliverableCommon):
    """Bad files say what is wrong; many files find their deliverables."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.phase = cls.concept.milestone_id

    def _upload_many(self, *files, user=None):
        """Upload files one after the other, as the screen does; collect the errors."""
        stored, failed = [], []
        phase = self.phase.with_user(user or self.designer)
        for name, content in files:
            try:
                with self.env.cr.savepoint():
                    stored.append(phase.action_upload_file(name, encoded(content)))
            except UserError as error:
                failed.append((name, str(error)))
        return stored, failed

    def test_wrong_kinds_of_files_are_refused_by_name(self):
        for name, content, words in (
            ("setup.exe", b"x", "type .exe"),
            ("plan", b"x", "does not say what kind"),
            ("plan.pdf", b"MZ\x90", "is a program"),
            ("page.html", b"<script>", "type .html"),
        ):
            with self.subTest(name=name), self.assertRaisesRegex(UserError, words):
                self.upload(name=name, content=content)
        self.assertFalse(self.concept.version_ids)

    def test_an_administrator_says_which_types_are_taken(self):
        param = self.env["ir.config_parameter"]
        param.set_param("crm_projects.file_types", "ifcxml, .pdf")
        self.assertEqual(self.upload(name="a.IFCXML").number, 1)
        with self.assertRaisesRegex(UserError, "type .dwg"):
            self.upload(name="a.dwg")

    def test_two_hundred_files_in_one_go_and_what_failed(self):
        files = [(f"A-{number:03} 平面图.dwg", b"drawing") for number in range(197)]
        files[50:50] = [("空.dwg", b""), ("病毒.exe", b"x"), ("图/😀: 立面?.pdf", b"1")]
        stored, failed = self._upload_many(*files)
        self.assertEqual(len(stored), 198)
        self.assertEqual([name for name, _why in failed], ["空.dwg", "病毒.exe"])
        self.assertIn("0 bytes", failed[0][1])
        names = self.phase.deliverable_ids.mapped("name")
        self.assertIn("A-196 平面图", names)
        self.assertIn("😀_ 立面", names)
        self.assertNotIn("空", names)

    def test_a_file_goes_to_the_deliverable_of_its_name_or_code(self):
        stored, failed = self._upload_many(
            ("Concept_V2.pdf", b"1"), ("concept.pdf", b"2"), ("New sheet.pdf", b"3")
        )
        self.assertFalse(failed)
        self.assertEqual([row["number"] for row in stored], [1, 2, 1])
        self.assertEqual([row["is_new"] for row in stored], [False, False, True])
        new = self.phase.deliverable_ids.filtered(lambda d: d.name == "New sheet")
        self.assertEqual(new.user_id, self.designer)
        self.assertTrue(new.needs_review)

    def test_sales_uploads_nothing(self):
        stored, failed = self._upload_many(("a.pdf", b"1"), user=self.rep)
        self.assertFalse(stored)
        self.assertEqual(len(failed), 1)

    # -- what is signed ----------------------------------------------------------------

    @mute_logger("odoo.sql_db")
    def test_the_database_itself_keeps_what_was_signed(self):
        version = self.release()
        self.sign(version)
        self.env.flush_all()
        for query in (
            "UPDATE project_deliverable_version SET sha256 = 'x' WHERE id = %s",
            "UPDATE project_deliverable_version SET state = 'draft' WHERE id = %s",
            "UPDATE project_deliverable_version SET signed_by = 'x' WHERE id = %s",
            "DELETE FROM project_deliverable_version WHERE id = %s",
        ):
            with (
                self.subTest(query=query),
                self.assertRaisesRegex(RaiseException, "signed off"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(query, [version.id])
        version.invalidate_recordset()
        self.assertEqual(version.state, "signed_off")

    def test_the_contact_who_signed_may_be_merged(self):
        double, kept = self.env["res.partner"].create(
            [{"name": "Zhao Ming", "parent_id": self.customer.id} for _each in "ab"]
        )
        version = self.release()
        version.sudo()._sign_off("Zhao Ming", SIGNATURE, partner=double)
        self.env.flush_all()
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((double | kept).ids, kept)
        self.env.invalidate_all()
        self.assertEqual(version.signed_partner_id, kept)
        self.assertEqual(version.state, "signed_off")

    def test_a_damaged_file_is_not_sent(self):
        version = self.release()
        attachment = version.attachment_id.sudo()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_attachment SET store_fname = NULL, db_datas = 'forged' "
            "WHERE id = %s",
            [attachment.id],
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "damaged or missing"):
            version._get_stream()
        with self.assertRaisesRegex(UserError, "damaged or missing"):
            self.env["ir.binary"]._get_stream_from(attachment)  # /web/content
        with self.assertRaisesRegex(UserError, "damaged or missing"):
            self.sign(version)


@tagged("post_install", "-at_install")
class TestPaper(DeliverableCommon):
    """Acceptance on paper with its scan, and by silence."""

    def setUp(self):
        super().setUp()
        self.version = self.release()

    def _record(self, user=None, **values):
        form = (
            self.env["project.deliverable.paper.signature"]
            .with_user(user or self.lead)
            .create(
                {
                    "version_id": self.version.id,
                    "signer_name": "Zhao Ming",
                    "scan": encoded(b"%PDF-1.4 signed"),
                    "scan_name": "签认单.pdf",
                    **values,
                }
            )
        )
        return form.action_record()

    def test_a_signature_on_paper_is_kept_with_its_scan(self):
        self._record()
        version = self.version
        self.assertEqual(self.concept.state, "signed_off")
        self.assertEqual(
            (version.sign_method, version.signed_by), ("paper", "Zhao Ming")
        )
        self.assertEqual(version.recorded_by_id, self.lead)
        scan = version.with_user(self.client).scan_attachment_id
        self.assertEqual(scan.raw, b"%PDF-1.4 signed")
        with self.assertRaises(UserError):
            scan.sudo().write({"raw": b"forged"})
        with self.assertRaises(UserError):
            scan.sudo().unlink()
        with self.assertRaises(AccessError):
            scan.with_user(self.stranger).read(["raw"])

    def test_who_drew_it_does_not_record_its_acceptance(self):
        with self.assertRaisesRegex(AccessError, "Only the lead"):
            self._record(self.designer)
        self.assertEqual(self.concept.state, "released")

    def test_bad_papers_are_refused(self):
        for values, words in (
            ({"scan": encoded(b"just text")}, "is no scan"),
            ({"date_signed": "2020-01-01"}, "before that day"),
            ({"date_signed": "2999-01-01"}, "in the future"),
            ({"signer_name": "  "}, "who signed"),
        ):
            with self.subTest(values=values), self.assertRaisesRegex(UserError, words):
                self._record(**values)
        self.assertEqual(self.concept.state, "released")

    def test_an_outdated_version_is_not_signed_on_paper_either(self):
        self.release(content=b"two")
        with self.assertRaisesRegex(UserError, "outdated"):
            self._record()
