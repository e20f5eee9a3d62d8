from odoo.exceptions import UserError, ValidationError

from .common import DeliverableCommon


class TestProgress(DeliverableCommon):
    def test_progress_follows_released_and_signed_deliverables(self):
        self.assertEqual(self.project.design_progress, 0)
        version = self.release()
        # concept phase weighs 40 %, its two deliverables alike, released counts half
        self.assertEqual(self.project.design_progress, 10)
        self.sign(version)
        self.assertEqual(self.project.design_progress, 20)
        self.assertEqual(self.concept.milestone_id.progress, 50)

    def test_an_upload_alone_is_no_progress(self):
        self.upload()
        self.assertEqual(self.concept.state, "in_review")
        self.assertEqual(self.project.design_progress, 0)

    def test_a_phase_is_reached_when_all_of_it_is_signed(self):
        phase = self.concept.milestone_id
        self.sign(self.release(self.concept))
        self.assertFalse(phase.is_reached)
        self.sign(self.release(self.deliverable("render")))
        self.assertTrue(phase.is_reached)
        self.assertEqual(self.project.current_phase_id.code, "construction")

    def test_the_state_of_a_deliverable_cannot_be_typed_in(self):
        for user in (self.designer, self.lead, self.env.user):
            with self.assertRaises(UserError):
                self.concept.with_user(user).write({"state": "signed_off"})

    def test_weights_cannot_be_negative(self):
        with self.assertRaises(ValidationError):
            self.concept.weight = -1
        with self.assertRaises(ValidationError):
            self.concept.milestone_id.weight = -1

    def test_a_phase_cannot_end_before_it_starts(self):
        with self.assertRaises(ValidationError):
            self.concept.milestone_id.write(
                {"planned_start_date": "2026-05-02", "deadline": "2026-05-01"}
            )

    def test_a_deliverable_stays_in_a_phase_of_its_project(self):
        phase = self.template.milestone_ids[0]
        with self.assertRaises(ValidationError):
            self.concept.write(
                {"milestone_id": phase.id, "project_id": self.project.id}
            )
