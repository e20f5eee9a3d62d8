import base64
from datetime import timedelta

from psycopg2 import DatabaseError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tools import mute_logger

from ..tools.files import sha256_of
from .common import SIGNATURE, encoded
from .site_common import SiteVisitCommon, photo


class TestSiteVisit(SiteVisitCommon):
    """Taken down on a phone, closed, and then fixed."""

    def test_begun_from_the_project_it_knows_where_who_and_when(self):
        self.contract.sudo().with_context(active_test=False)
        action = self.project.with_user(self.designer).action_new_site_visit()
        visit = self.env["project.site.visit"].browse(action["res_id"])
        self.assertRegex(visit.name, r"^SV\d{4}-\d{4}")
        self.assertEqual(visit.location, self.project.site_address)
        self.assertEqual(visit.attendee_ids.user_id, self.designer)
        self.assertEqual(visit.attendee_ids.name, self.designer.name)
        self.assertEqual(visit.partner_id, self.customer)

    def test_a_photo_keeps_nothing_of_the_phone(self):
        visit = self.new_visit()
        picture = visit.photo_ids
        content = base64.b64decode(picture.image)
        self.assertNotIn(b"SecretPhone", content)
        self.assertEqual(picture.sha256, sha256_of([content]))
        self.assertTrue(picture.thumbnail)
        self.assertEqual(picture.caption, "The ceiling")
        large = visit.action_upload_file("big.jpg", encoded(photo(size=(4000, 3000))))
        self.assertEqual(large["count"], 2)

    def test_bad_photos_are_told_and_nothing_is_kept(self):
        visit = self.new_visit()
        for content, words in (
            (b"", "empty"),
            (b"no picture", "no photo"),
            (b"%PDF-1.4", "no photo"),
        ):
            with self.assertRaisesRegex(UserError, words):
                visit.action_upload_file("../a😀.jpg", encoded(content))
        with self.assertRaisesRegex(UserError, "damaged"):
            visit.action_upload_file("a.jpg", "not base64!")
        self.assertEqual(len(visit.photo_ids), 1)

    def test_a_photo_shows_issues_of_its_own_visit(self):
        visit, other = self.new_visit(), self.new_visit()
        visit.photo_ids.issue_id = visit.issue_ids
        with self.assertRaisesRegex(ValidationError, "another visit"):
            visit.photo_ids.issue_id = other.issue_ids

    def test_the_store_of_fixed_photos_may_move(self):
        visit = self.new_visit()
        visit.action_close()
        file_sudo = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "project.site.photo"),
                    ("res_id", "=", visit.photo_ids.id),
                    ("res_field", "=", "image"),
                ]
            )
        )
        file_sudo.write({"raw": file_sudo.raw, "mimetype": file_sudo.mimetype})
        with self.assertRaisesRegex(UserError, "cannot be"):
            file_sudo.write({"raw": b"forged"})

    def test_closed_it_is_fixed_for_everybody(self):
        visit = self.new_visit()
        visit.action_close()
        self.assertEqual(visit.state, "closed")
        self.assertEqual(visit.sha256, visit._record_sha256())
        self.assertTrue(visit.date_end)
        closed_at = visit.closed_at
        visit.action_close()
        self.assertEqual(visit.closed_at, closed_at, "a second click")
        admin = self.env.ref("base.user_admin")
        for user in (self.designer, self.lead, admin, self.env.user):
            mine = visit.with_user(user).sudo(user == self.env.user)
            for attempt in (
                lambda v=mine: v.write({"summary": "x"}),
                lambda v=mine: v.write({"state": "draft"}),
                lambda v=mine: v.unlink(),
                lambda v=mine: v.photo_ids.unlink(),
                lambda v=mine: v.photo_ids.write({"caption": "x"}),
                lambda v=mine: v.attendee_ids[1].write({"signature": False}),
                lambda v=mine: v.attendee_ids.create(
                    {"visit_id": v.id, "name": "Late"}
                ),
                lambda v=mine: v.issue_ids.write({"name": "x"}),
                lambda v=mine: v.issue_ids.unlink(),
                lambda v=mine: v.action_upload_file("a.jpg", encoded(photo())),
            ):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    attempt()
        self._assert_files_fixed(visit)

    def _assert_files_fixed(self, visit):
        drawn = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    (
                        "res_model",
                        "in",
                        ["project.site.photo", "project.site.attendee"],
                    ),
                    ("res_id", "in", [*visit.photo_ids.ids, *visit.attendee_ids.ids]),
                    ("res_field", "in", ["image", "signature"]),
                ]
            )
        )
        self.assertEqual(len(drawn), 2)
        for file in drawn:
            with self.assertRaises(UserError):
                file.write({"raw": b"forged"})

    @mute_logger("odoo.sql_db")
    def test_closed_it_is_fixed_in_the_database_and_forgery_is_found(self):
        visit = self.new_visit()
        visit.action_close()
        self.env.flush_all()
        for statement in (
            "UPDATE project_site_visit SET summary = 'x' WHERE id = %s",
            "UPDATE project_site_visit SET state = 'draft' WHERE id = %s",
            "DELETE FROM project_site_visit WHERE id = %s",
        ):
            with self.assertRaises(DatabaseError), self.env.cr.savepoint():
                self.env.cr.execute(statement, [visit.id])
        visit._check_intact()
        self.env.cr.execute(
            "UPDATE project_site_issue SET severity = '1' WHERE visit_id = %s",
            [visit.id],
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "not what it was"):
            visit._report_html()

    def test_the_report_says_all_of_it(self):
        visit = self.new_visit()
        visit.action_close()
        html = str(visit.with_context(lang="en_US")._report_html())
        for words in (
            visit.name,
            "ceiling is lower",
            "Ceiling too low",
            "Mr. Wu",
            visit.sha256,
            "data:image",
            visit.company_id.name or self.env.company.name,
        ):
            self.assertIn(words, html)
        self.assertNotIn("http", html.replace("http-equiv", ""))

    def test_bad_input_is_told(self):
        now = fields.Datetime.now()
        with self.assertRaisesRegex(ValidationError, "end before"):
            self.new_visit(date_start=now, date_end=now - timedelta(hours=1))
        with self.assertRaisesRegex(ValidationError, "no map"):
            self.new_visit(latitude=91)
        with self.assertRaisesRegex(ValidationError, "template"):
            self.new_visit(self.lead, project_id=self.template.id, issue_ids=[])
        empty = self.env["project.site.visit"].create({"project_id": self.project.id})
        with self.assertRaisesRegex(UserError, "says nothing"):
            empty.action_close()
        later = self.new_visit(date_start=now + timedelta(days=2))
        with self.assertRaisesRegex(UserError, "not begun"):
            later.action_close()
        with self.assertRaisesRegex(UserError, "signature cannot be read"):
            later.attendee_ids[0].signature = encoded(b"rubbish")
        with self.assertRaisesRegex(UserError, "buttons"):
            later.write({"is_shared": True})
        with self.assertRaisesRegex(UserError, "not closed"):
            later.action_share()

    def test_when_one_signed_is_not_said_by_hand(self):
        visit = self.new_visit()
        person = visit.attendee_ids[1]
        self.assertTrue(person.signed_at)
        before = person.signed_at
        person.write({"signed_at": "2020-01-01"})
        self.assertEqual(person.signed_at, before)
        person.signature = False
        self.assertFalse(person.signed_at)

    def test_who_sees_what(self):
        visit = self.new_visit()
        parts = (visit, visit.photo_ids, visit.attendee_ids, visit.issue_ids)
        for part in parts:
            for user in (self.designer, self.lead, self.rep, self.boss):
                self.assertTrue(part.with_user(user).has_access("read"))
            for user in (self.outsider, self.other_rep, self.client, self.stranger):
                self.assertFalse(part.with_user(user).has_access("read"))
            for user in (self.rep, self.outsider, self.client):
                self.assertFalse(part.with_user(user).has_access("write"))
        with self.assertRaises(AccessError):
            self.new_visit(self.outsider)


class TestSiteIssue(SiteVisitCommon):
    """Open, solved, verified by another one, and reminded of."""

    def test_solved_by_one_and_verified_by_another(self):
        issue = self.new_visit().issue_ids
        mine = issue.with_user(self.designer)
        with self.assertRaises(AccessError):
            mine.state = "verified"
        with self.assertRaisesRegex(UserError, "already"):
            mine.action_verify()
        mine.write({"solution": "Lowered the duct"})
        mine.action_solve()
        with self.assertRaisesRegex(UserError, "already"):
            mine.action_solve()
        with self.assertRaisesRegex(UserError, "somebody else"):
            mine.action_verify()
        issue.with_user(self.lead).action_verify()
        self.assertEqual(issue.state, "verified")
        self.assertEqual(issue.verified_by_id, self.lead)
        issue.with_user(self.lead).action_reopen()
        self.assertEqual((issue.state, issue.solved_by_id.id), ("open", False))

    def test_closing_asks_who_is_responsible_and_lateness_climbs(self):
        today = self.env.company._get_work_day()
        visit = self.new_visit()
        issue = visit.issue_ids
        visit.action_close()
        self.assertEqual(issue.activity_ids.user_id, self.designer)
        issue.deadline = today - timedelta(days=1)
        self.project._watch()
        issue.deadline = today - timedelta(days=60)
        self.project._watch()
        self.project._watch()
        level = issue.reminder_level
        self.assertEqual(level, 3)
        self.assertIn(self.lead, issue.activity_ids.user_id)
        issue.with_user(self.designer).action_solve()
        self.assertFalse(issue.activity_ids)
        self.project._watch()
        self.assertFalse(issue.activity_ids)

    def test_a_photo_of_the_issue(self):
        issue = self.new_visit().issue_ids.with_user(self.designer)
        action = issue.action_add_photos()
        issue.visit_id.with_context(**action["params"]["context"]).action_upload_file(
            "duct.jpg", encoded(photo("blue"))
        )
        self.assertEqual(issue.photo_count, 1)

    def test_an_issue_of_a_visit_needs_no_signature_to_move_on(self):
        visit = self.new_visit(
            attendee_ids=[
                Command.create({"name": "Wu", "side": "client", "signature": SIGNATURE})
            ]
        )
        visit.action_close()
        issue = visit.issue_ids.with_user(self.designer)
        issue.write({"contractor": "ACME", "deadline": "2030-01-01"})
        issue.action_solve()
        visit._check_intact()
