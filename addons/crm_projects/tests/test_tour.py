from odoo.tests import HttpCase, tagged

from .common import DeliverableCommon


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
