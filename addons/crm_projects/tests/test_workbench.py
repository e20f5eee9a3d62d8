from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError

from .common import DeliverableCommon


class TestWorkbench(DeliverableCommon):
    """Deliverables on the workbenches of designer, lead and salesperson."""

    def setUp(self):
        super().setUp()
        self.today = self.env.company._get_work_day()
        self.project.deliverable_ids.sudo().deadline = self.today + timedelta(days=60)
        self.concept.user_id = self.designer
        self.concept.deadline = self.today + timedelta(days=2)

    def _cards(self, kind, user=None):
        self.env.flush_all()
        self.env.invalidate_all()  # each opening is a request of its own
        bench = self.env["crm.workbench"].with_user(user or self.designer)
        bench = bench.with_context(lang="en_US", tz="UTC")
        return [card for card in bench.load()["cards"] if card["kind"] == kind]

    def _act(self, kind, record, name, user=None, **values):
        bench = self.env["crm.workbench"].with_user(user or self.designer)
        return bench.act(kind, record.id, name, values)

    def _released_days_ago(self, days):
        version = self.release()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE project_deliverable_version SET released_at = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(days=days), version.id],
        )
        self.env.invalidate_all()
        return version

    def test_a_designer_sees_what_he_owes_and_releases_it_in_place(self):
        (card,) = self._cards("deliverable")
        self.assertEqual(card["res_id"], self.concept.id)
        self.assertEqual((card["level"], card["when"]), ("soon", "2 days left"))
        self.assertEqual(card["acts"][0]["name"], "upload")
        action = self._act("deliverable", self.concept, "upload")["action"]
        self.assertEqual(action["params"]["deliverable_id"], self.concept.id)
        self.upload()
        (card,) = self._cards("deliverable")
        self.assertEqual(card["acts"][0]["name"], "release")
        self._act("deliverable", self.concept, "release")
        self.assertEqual(self.concept.state, "released")
        self.assertFalse(self._cards("deliverable"))

    def test_nothing_is_released_that_does_not_exist(self):
        with self.assertRaisesRegex(UserError, "no version yet"):
            self._act("deliverable", self.concept, "release")

    def test_what_is_due_is_the_designers_own(self):
        for user in (self.lead, self.rep):
            self.assertFalse(self._cards("deliverable", user))
        with self.assertRaises(UserError):
            self._act("deliverable", self.concept, "release", self.rep)

    def test_templates_owe_nothing(self):
        deliverable = self.template.milestone_ids.deliverable_ids[0]
        deliverable.sudo().write({"user_id": self.designer.id, "deadline": self.today})
        ids = [card["res_id"] for card in self._cards("deliverable")]
        self.assertNotIn(deliverable.id, ids)

    def test_a_client_who_does_not_sign_is_reminded(self):
        self._released_days_ago(1)
        self.assertFalse(self._cards("signature", self.rep))
        version = self.concept.version_ids
        self.env.cr.execute(
            "UPDATE project_deliverable_version SET released_at = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(days=5), version.id],
        )
        for user in (self.rep, self.designer, self.lead):
            (card,) = self._cards("signature", user)
            self.assertEqual(card["when"], "waiting for 5 d")
        before = len(self.concept.message_ids)
        self._act("signature", self.concept, "remind", self.rep)
        self.assertEqual(len(self.concept.message_ids), before + 1)
        message = self.concept.message_ids[0]
        self.assertIn(self.customer, message.partner_ids)
        # Reminded once is reminded for all three.
        for user in (self.rep, self.designer, self.lead):
            self.assertFalse(self._cards("signature", user))
        answer = self._act("signature", self.concept, "remind", self.lead)
        self.assertTrue(answer["is_gone"])
        self.assertEqual(len(self.concept.message_ids), before + 1)

    def test_a_signed_one_leaves(self):
        version = self._released_days_ago(5)
        self.assertTrue(self._cards("signature", self.rep))
        self.sign(version)
        self.assertFalse(self._cards("signature", self.rep))

    def test_a_designer_who_does_not_work_on_it_sees_none(self):
        self._released_days_ago(5)
        self.concept.user_id = self.lead
        self.assertFalse(self._cards("signature"))
