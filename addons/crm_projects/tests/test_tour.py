from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import DeliverableCommon
from .site_common import SiteVisitCommon
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


@tagged("post_install", "-at_install")
class TestSiteTour(SiteVisitCommon, HttpCase):
    #: A phone in one hand.
    browser_size = "390x844"
    touch_enabled = True

    def test_a_visit_is_taken_down_on_a_phone(self):
        self.project.user_id = self.designer
        self.start_tour(
            f"/odoo/action-crm_projects.project_project_board_action/{self.project.id}",
            "crm_projects_site_visit",
            login="designer",
        )
        visit = self.project.site_visit_ids
        self.assertEqual(visit.state, "closed")
        self.assertEqual(visit.attendee_ids.user_id, self.designer)


@tagged("post_install", "-at_install")
class TestChangeTour(SiteVisitCommon, HttpCase):
    def test_sales_sends_a_change_order(self):
        self.release()
        flows = self.env["crm.approval.flow"]
        flows.search([("model_id.model", "=", "project.change.order")]).active = False
        self.start_tour(
            "/odoo/action-crm_projects.project_deliverable_action",
            "crm_projects_change",
            login="rep",
        )
        change = self.concept.change_order_ids
        self.assertEqual((change.state, change.price), ("sent", 500))
