from odoo.exceptions import UserError

from .common import SIGNATURE, DeliverableCommon, encoded


class TestSignOff(DeliverableCommon):
    def test_a_signature_keeps_name_hash_ip_and_time(self):
        version = self.release(content=b"final")
        self.sign(version)
        self.assertEqual(self.concept.state, "signed_off")
        self.assertEqual(version.signed_by, "Zhao Ming")
        self.assertEqual(version.signed_ip, "203.0.113.9")
        self.assertEqual(version.signed_sha256, version.sha256)
        self.assertTrue(version.signed_at)
        self.assertTrue(version.signature)
        self.assertEqual(version.signed_partner_id, self.client.partner_id)

    def test_release_and_sign_off_are_told_once_to_the_right_people(self):
        version = self.release()
        self.sign(version)
        events = self.env["crm.business.event"].search(
            [
                ("res_model", "=", "project.deliverable"),
                ("res_id", "=", self.concept.id),
            ]
        )
        audience = {event.kind: event.audience_ids for event in events}
        self.assertEqual(len(events), 2)
        self.assertEqual(audience["deliverable.released"], self.rep)
        self.assertEqual(
            audience["deliverable.signed_off"], self.rep | self.lead | self.designer
        )
        self.assertEqual(events.partner_id, self.customer)

    def test_an_outdated_version_cannot_be_signed(self):
        old = self.release(content=b"one")
        new = self.release(content=b"two")
        with self.assertRaisesRegex(UserError, "Version 1 is outdated: version 2"):
            self.sign(old)
        self.assertEqual(old.state, "superseded")
        self.sign(new)

    def test_an_unreleased_version_cannot_be_signed(self):
        with self.assertRaisesRegex(UserError, "not released"):
            self.sign(self.upload())

    def test_an_uploaded_draft_does_not_disturb_what_is_out_for_signature(self):
        released = self.release(content=b"one")
        self.upload(content=b"two")
        self.assertEqual(self.concept.client_version_id, released)
        self.sign(released)
        self.assertEqual(self.concept.state, "signed_off")

    def test_signing_needs_name_and_signature(self):
        version = self.release()
        for name, signature in (("", SIGNATURE), ("  ", SIGNATURE), ("Zhao", "")):
            with self.assertRaisesRegex(UserError, "name"):
                version.sudo()._sign_off(name, signature)

    def test_nobody_signs_twice(self):
        version = self.release()
        self.sign(version)
        with self.assertRaisesRegex(UserError, "already"):
            self.sign(version, name="Someone Else")
        self.assertEqual(version.signed_by, "Zhao Ming")

    def test_a_damaged_file_is_neither_signed_nor_sent(self):
        version = self.release(content=b"original")
        attachment = version.attachment_id.sudo()
        # Somebody exchanges the file below Odoo.
        other = self.env["ir.attachment"].create({"name": "x", "raw": b"forged"})
        other.flush_recordset()
        self.env.cr.execute(
            "UPDATE ir_attachment a SET store_fname = b.store_fname, db_datas = "
            "b.db_datas FROM ir_attachment b WHERE a.id = %s AND b.id = %s",
            (attachment.id, other.id),
        )
        attachment.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "damaged"):
            self.sign(version)

    def test_only_the_latest_unreleased_version_can_be_released(self):
        first = self.upload(content=b"one")
        second = self.release(content=b"two")
        for version in (first, second):
            with self.assertRaisesRegex(UserError, "only the latest"):
                version.with_user(self.designer).action_release()


class TestSignedIsFinal(DeliverableCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        item = cls.concept.with_user(cls.designer)
        cls.version = item.action_upload("final.pdf", encoded(b"final"))
        cls.version.action_release()
        cls.version.sudo()._sign_off("Zhao Ming", SIGNATURE, ip="203.0.113.9")

    def _as_everyone(self):
        admin = self.env.ref("base.user_admin")
        for user in (self.designer, self.lead, admin):
            yield self.version.with_user(user)
        yield self.version.sudo()

    def test_a_signed_version_is_not_written_by_anyone(self):
        for version in self._as_everyone():
            for vals in (
                {"note": "x"},
                {"state": "draft"},
                {"signed_by": "Eve"},
                {"sha256": "0" * 64},
                {"signature": False},
                {"deliverable_id": self.deliverable("render").id},
            ):
                with self.assertRaises(UserError):
                    version.write(vals)

    def test_a_signed_version_is_not_deleted_by_anyone(self):
        for version in self._as_everyone():
            with self.assertRaises(UserError):
                version.unlink()
        for record in (self.concept, self.concept.milestone_id, self.project):
            with self.assertRaises(UserError):
                record.sudo().unlink()
        self.assertTrue(self.version.exists())

    def test_the_file_of_a_version_is_not_exchanged_by_anyone(self):
        attachment = self.version.attachment_id.sudo()
        for vals in (
            {"raw": b"forged"},
            {"datas": encoded(b"forged")},
            {"name": "other.pdf"},
            {"public": True},
            {"res_id": 0},
            {"store_fname": "aa/bb"},
        ):
            with self.assertRaises(UserError):
                attachment.write(vals)
        with self.assertRaises(UserError):
            attachment.unlink()
        with self.assertRaises(UserError):
            attachment.generate_access_token()

    def test_the_drawn_signature_is_not_exchanged_either(self):
        drawn = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self.version._name),
                    ("res_id", "=", self.version.id),
                    ("res_field", "=", "signature"),
                ]
            )
        )
        self.assertTrue(drawn)
        with self.assertRaises(UserError):
            drawn.write({"raw": b"forged"})
        with self.assertRaises(UserError):
            drawn.unlink()

    def test_a_signed_deliverable_takes_no_further_version(self):
        with self.assertRaisesRegex(UserError, "signed off"):
            self.upload()

    def test_a_version_shown_to_the_client_is_kept_too(self):
        item = self.deliverable("render")
        version = self.release(item)
        with self.assertRaises(UserError):
            version.sudo().unlink()
        with self.assertRaises(UserError):
            version.sudo().write({"filename": "other.pdf"})
