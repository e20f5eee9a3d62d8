from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError

from .common import DeliverableCommon


class TestSilence(DeliverableCommon):
    """Silence is acceptance only where the contract says so, after its days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        contract = cls.make_contract(cls.customer)
        contract.silent_acceptance_days = 7
        contract.action_sign()
        cls.agreed = cls.deliverable("concept", contract.project_ids)

    def _release_days_ago(self, deliverable, days):
        version = self.release(deliverable)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE project_deliverable_version SET released_at = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(days=days), version.id],
        )
        self.env.invalidate_all()
        return version

    def _run(self):
        job = self.env.ref("crm_projects.ir_cron_accept_silently")
        with self.enter_registry_test_mode():
            job.method_direct_trigger()
        self.env.invalidate_all()

    def test_after_the_days_of_the_contract_it_counts_as_accepted(self):
        version = self._release_days_ago(self.agreed, 8)
        self._run()
        self.assertEqual(self.agreed.state, "signed_off")
        self.assertEqual(version.sign_method, "silent")
        self.assertFalse(version.signature)
        self.assertIn("did not object", str(self.agreed.message_ids.mapped("body")))

    def test_not_before_and_not_without_the_contract_s_word(self):
        self._release_days_ago(self.agreed, 6)
        self._release_days_ago(self.concept, 99)
        self._run()
        self.assertEqual(self.agreed.state, "released")
        self.assertEqual(self.concept.state, "released")

    def test_the_client_is_told_the_day(self):
        version = self._release_days_ago(self.agreed, 2)
        day = self.env.company._get_work_day() + timedelta(days=5)
        self.assertEqual(version.silent_on, day)
        self.assertEqual(version.with_user(self.client).silent_on, day)
        other = self._release_days_ago(self.concept, 2)
        self.assertFalse(other.silent_on)

    def test_a_word_of_the_client_is_no_silence(self):
        version = self._release_days_ago(self.agreed, 8)
        version.sudo()._comment_as_client("The door", (1, 10, 10))
        self._run()
        self.assertEqual(self.agreed.state, "released")

    def test_a_message_of_the_client_is_no_silence(self):
        self._release_days_ago(self.agreed, 8)
        self.agreed.message_post(
            body="Wait please",
            message_type="comment",
            author_id=self.client.partner_id.id,
        )
        self._run()
        self.assertEqual(self.agreed.state, "released")

    def test_a_wish_of_the_client_is_no_silence(self):
        version = self._release_days_ago(self.agreed, 8)
        wish = {"description": "A wider door"}
        self.env["project.change.order"].sudo()._request_as_client(
            self.agreed.project_id, self.agreed, wish, {"name": "Zhao Ming"}
        )
        self.assertEqual(self.agreed.change_order_ids.version_id, version)
        self._run()
        self.assertEqual(self.agreed.state, "released")

    def test_the_days_begin_anew_when_a_contract_goes_on(self):
        version = self._release_days_ago(self.agreed, 8)
        contract = self.agreed.contract_id
        contract._change_state("suspend", "No permit")
        contract._change_state("resume", "The permit came")
        day = self.env.company._get_work_day() + timedelta(days=7)
        self.assertEqual(version.with_user(self.client).silent_on, day)
        self._run()
        self.assertEqual(self.agreed.state, "released")

    def test_a_damaged_file_does_not_keep_the_others_waiting(self):
        other = self.deliverable("render", self.agreed.project_id)
        damaged = self._release_days_ago(self.agreed, 9)
        self._release_days_ago(other, 8)
        self.env.cr.execute(
            "UPDATE ir_attachment SET store_fname = NULL, db_datas = 'forged' "
            "WHERE id = %s",
            damaged.sudo().attachment_id.ids,
        )
        self.env.invalidate_all()
        logger = "odoo.addons.crm_projects.models.project_deliverable_version_silence"
        with self.assertLogs(logger, "WARNING") as logs:
            self._run()
        self.assertIn(damaged.display_name, logs.output[0])
        self.assertEqual(self.agreed.state, "released")
        self.assertEqual(other.state, "signed_off")

    def test_what_was_agreed_does_not_change_afterwards(self):
        with self.assertRaisesRegex(UserError, "signed"):
            self.agreed.contract_id.silent_acceptance_days = 1
        contract = self.make_contract(self.other_customer)
        contract.silent_acceptance_days = 5
        values = contract.sudo()._get_merge_values()
        self.assertEqual(values["silent_acceptance_days"], "5")
        self.assertIn("silent_acceptance_days", contract._get_merge_fields())
