from odoo import fields
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import DeliverableCommon
from .site_common import SiteVisitCommon
from .test_thumbnails import picture


@tagged("post_install", "-at_install")
class TestProjectTours(DeliverableCommon, HttpCase):
    def test_a_whole_project_from_its_template_to_its_end(self):
        template = self.template.copy({"name": "Whole", "is_template": True})
        phase, later = template.milestone_ids.sorted("sequence")
        later.unlink()
        item, other = phase.deliverable_ids.sorted("code")
        other.unlink()
        phase.write(
            {
                "gate": "checks",
                "check_ids": [Command.create({"name": "The brief is confirmed"})],
            }
        )
        contract = self.make_contract(self.customer)
        contract.write({"title": "Whole hall", "project_template_id": False})
        contract.action_sign()
        self.assertFalse(contract.project_ids)
        contract.project_template_id = template
        self.lead.group_ids |= self.env.ref("sales_team.group_sale_salesman_all_leads")
        self.start_tour(
            f"/odoo/action-crm_contract.crm_contract_action/{contract.id}",
            "crm_projects_whole",
            login="lead",
        )
        project = contract.project_ids
        self.assertEqual(project.closed_by_id, self.lead)
        self.assertEqual(project.design_progress, 100)
        self.assertTrue(project.milestone_ids.is_reached)
        version = project.deliverable_ids.current_version_id
        self.assertEqual((item.code, version.sign_method), ("concept", "paper"))
        self.assertEqual(
            (version.signed_by, version.scan_name), ("Zhao Ming", "signed.pdf")
        )

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
