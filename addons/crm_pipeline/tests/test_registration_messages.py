from odoo.tests import tagged

from .common import PipelineCase


@tagged("post_install", "-at_install")
class TestRegistrationMessages(PipelineCase):
    """Everybody concerned hears of each step once."""

    def _told(self, user):
        return self.env["mail.notification"].search(
            [("res_partner_id", "=", user.partner_id.id)]
        )

    def _events(self, registration):
        return self.env["crm.business.event"].search(
            [
                ("res_model", "=", "crm.registration"),
                ("res_id", "=", registration.id),
            ],
            order="id",
        )

    def test_each_step_is_one_event(self):
        registration = self._submitted()
        self._decide(registration, "refuse", "Which building?")
        registration.with_user(self.rep).action_submit()
        self._decide(registration)
        self.assertEqual(
            self._events(registration).mapped("kind"),
            [
                "registration.submitted",
                "registration.refused",
                "registration.submitted",
                "registration.approved",
            ],
        )

    def test_the_manager_is_told_once_of_a_submission(self):
        before = self._told(self.manager)
        registration = self._submitted()
        # The job comes round twice, and tells once.
        job = self.env.ref("crm_approval.ir_cron_chase_approvals")
        with self.enter_registry_test_mode():
            job.method_direct_trigger()
            job.method_direct_trigger()
        self.assertEqual(len(self._told(self.manager) - before), 1)
        self.assertIn(
            self.manager, registration.approval_request_id.sudo().activity_ids.user_id
        )

    def test_the_rep_is_told_once_of_the_approval(self):
        registration = self._submitted()
        before = self._told(self.rep)
        self._decide(registration)
        self.assertEqual(len(self._told(self.rep) - before), 1)

    def test_the_rep_is_told_once_of_a_refusal_with_its_reason(self):
        registration = self._submitted()
        before = self._told(self.rep)
        self._decide(registration, "refuse", "Which building?")
        told = self._told(self.rep) - before
        self.assertEqual(len(told), 1)
        self.assertIn("Which building?", told.mail_message_id.body)

    def test_the_approval_is_an_event_of_the_customer(self):
        registration = self._converted()
        event = self._events(registration)[-1]
        self.assertEqual(event.partner_id, registration.sudo().partner_id)
        self.assertEqual(event.user_id, self.manager)
        self.assertEqual(event.audience_ids, self.rep)
