from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import DeliverableCommon
from .test_thumbnails import picture


@tagged("post_install", "-at_install")
class TestReleaseTour(DeliverableCommon, HttpCase):
    def test_a_designer_releases_a_version_in_the_web_client(self):
        self.upload()
        self.start_tour(
            "/odoo/action-crm_projects.project_deliverable_action",
            "crm_projects_release",
            login="designer",
        )
        self.assertEqual(self.concept.state, "released")

    def test_a_reviewer_pins_a_remark_and_looks_at_the_timeline(self):
        version = self.upload(content=picture(), name="plan.png")
        self.project._schedule_phases(fields.Date.today())
        self.concept.milestone_id.action_start()
        self.start_tour(
            "/odoo/action-crm_projects.project_deliverable_version_review_action/"
            f"{version.id}",
            "crm_projects_reviewer",
            login="lead",
        )
        remark = version.comment_ids
        self.assertEqual((remark.page, remark.user_id), (1, self.lead))
        self.assertTrue(0 < remark.pos_x < 100)
        self.assertTrue(0 < remark.pos_y < 100)
