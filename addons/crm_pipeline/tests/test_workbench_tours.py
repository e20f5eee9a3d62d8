from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import OWN, TourCase


@tagged("post_install", "-at_install")
class TestWorkbenchTours(TourCase):
    """The workbench empties as work is done."""

    def _new_lead(self, name, user, **values):
        return self.env["crm.lead"].create(
            {
                "name": name,
                "type": "opportunity",
                "phone": "138 5710 2231",
                "user_id": user.id,
                **values,
            }
        )

    def test_a_rep_works_until_all_is_done(self):
        self.env["crm.pool"].search([]).active = False
        pool = self.env["crm.pool"].create({"name": "Tour Pool"})
        lead = self._new_lead("Own Hall", self.rep)
        other = self._new_lead("Protected Hall", self.rep)
        other.protected_until = fields.Date.add(fields.Date.today(), days=2)
        wanted = self._new_lead("Wanted Hall", self.rep2)
        wanted.sudo()._move_to_pool(pool)
        activity = lead.activity_schedule(
            "mail.mail_activity_data_call", summary="Ask for Money", user_id=self.rep.id
        )
        later = lead.activity_schedule(
            "mail.mail_activity_data_todo", summary="Send a Plan", user_id=self.rep.id
        )
        self.start_tour("/odoo", "crm_pipeline_workbench_rep", login="tour_rep")
        self.assertFalse(activity.active)
        self.assertEqual(lead.follow_up_ids.note, "Spoke with Mr Zhao")
        self.assertGreater(later.date_deadline, fields.Date.today())
        self.assertEqual(wanted.user_id, self.rep)

    def test_a_manager_decides_on_his_workbench(self):
        registrations = self.env["crm.registration"]
        for name in ("First", "Second"):
            registration = registrations.with_user(self.rep).create(
                {
                    "customer_name": f"{name} Customer",
                    "project_name": f"{name} Hall",
                    "site_address": f"{name} Road 1",
                    "design_type_id": self.env.ref(
                        "crm_pipeline.crm_design_type_interior"
                    ).id,
                }
            )
            registration.action_submit()
            registrations |= registration.sudo()
        self.start_tour("/odoo", "crm_pipeline_workbench_manager", login="tour_manager")
        self.assertEqual(registrations.mapped("state"), ["converted", "rejected"])
        self.assertEqual(registrations[1].approval_note, "Not our region")

    def test_a_card_that_somebody_dealt_with_says_so(self):
        lead = self._new_lead("Own Hall", self.rep)
        lead.activity_schedule(
            "mail.mail_activity_data_todo", summary="Shared Task", user_id=self.rep.id
        )
        self.start_tour("/odoo", "crm_pipeline_workbench_gone", login="tour_rep")


@tagged("post_install", "-at_install")
class TestWorkbenchTeamTour(TourCase):
    """A leader looks after his people, on a phone."""

    browser_size = "390x844"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leader = cls._new_user("leader", OWN, "Team Leader")

    def test_a_leader_reminds_and_gives_on(self):
        team = self.env["crm.team"].create(
            {
                "name": "Tour Team",
                "user_id": self.leader.id,
                "member_ids": [(6, 0, (self.rep | self.rep2).ids)],
            }
        )
        lead = self.env["crm.lead"].create(
            {
                "name": "Waiting Hall",
                "type": "opportunity",
                "user_id": self.rep.id,
                "team_id": team.id,
                "unanswered_since": fields.Datetime.now() - timedelta(hours=3),
            }
        )
        lead.activity_schedule(
            "mail.mail_activity_data_call",
            fields.Date.today() - timedelta(days=1),
            summary="Ask for Money",
            user_id=self.rep.id,
        )
        self.start_tour("/odoo", "crm_pipeline_workbench_team", login="tour_leader")
        self.assertEqual(lead.user_id, self.rep2)
        self.assertEqual(lead.activity_ids.user_id, self.rep2)
        reminded = self.env["crm.business.event"].search(
            [("kind", "=", "workbench.reminded")]
        )
        self.assertEqual(reminded.audience_ids, self.rep)
