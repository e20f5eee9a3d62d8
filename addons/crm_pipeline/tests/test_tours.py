from odoo import fields
from odoo.tests import tagged

from .common import TourCase


@tagged("post_install", "-at_install")
class TestTours(TourCase):
    """The way of a registration in the browser."""

    def _submitted(self, user, **values):
        registration = (
            self.env["crm.registration"]
            .with_user(user)
            .create(
                {
                    "customer_name": "杭州绿城装饰设计有限公司",
                    "project_name": "西溪展厅",
                    "site_address": "杭州市西湖区文三路90号",
                    "design_type_id": self.env.ref(
                        "crm_pipeline.crm_design_type_interior"
                    ).id,
                    **values,
                }
            )
        )
        registration.action_submit()
        return registration

    def test_a_rep_is_warned_while_typing_and_submits(self):
        self._submitted(self.rep)
        self.start_tour(
            "/odoo/action-crm_pipeline.crm_registration_action",
            "crm_pipeline_registration",
            login="tour_rep2",
        )
        registration = self.env["crm.registration"].search(
            [("user_id", "=", self.rep2.id)]
        )
        self.assertEqual(registration.state, "submitted")
        self.assertTrue(registration.match_ids)

    def test_a_manager_decides_in_the_inbox(self):
        phone = "0571-88886666"
        first = self._submitted(self.rep, customer_name="First Customer", phone=phone)
        second = self._submitted(
            self.rep2,
            customer_name="Second Customer",
            site_address="文三路90号",
            phone=phone,
        )
        self.start_tour(
            "/odoo/action-crm_approval.crm_approval_request_action",
            "crm_pipeline_approval",
            login="tour_manager",
        )
        self.assertEqual(first.state, "converted")
        self.assertEqual(second.state, "rejected")
        self.assertEqual(second.approval_note, "Belongs to a colleague")

    def test_a_manager_splits_a_conflict(self):
        phone = "0571-88886666"
        self._submitted(self.rep, customer_name="First Customer", phone=phone)
        second = self._submitted(
            self.rep2,
            customer_name="Second Customer",
            site_address="文三路90号",
            phone=phone,
        )
        first = self.env["crm.registration"].search([("user_id", "=", self.rep.id)])
        first.approval_request_id.with_user(self.manager).decide("approve")
        second.action_withdraw()
        second.action_submit()
        self.start_tour(
            f"/odoo/crm.registration/{second.id}",
            "crm_pipeline_arbitration",
            login="tour_manager",
        )
        self.assertEqual(second.state, "converted")
        self.assertEqual(
            {share.user_id: share.percent for share in second.share_ids},
            {self.rep2: 60.0, self.rep: 40.0},
        )

    def test_a_rep_extends_a_protection_with_evidence(self):
        lead = self._new_lead("Guarded Hall", self.rep)
        lead.with_user(self.manager).protected_until = fields.Date.add(
            fields.Date.today(), days=3
        )
        lead.with_user(self.rep).env["crm.follow.up"]._record(
            [
                {
                    "lead_id": lead.id,
                    "kind_id": self.env.ref(
                        "crm_pipeline.crm_follow_up_kind_survey"
                    ).id,
                    "note": "Measured all rooms with the client",
                    "is_connected": True,
                }
            ]
        )
        lead.with_user(self.manager).protected_until = fields.Date.add(
            fields.Date.today(), days=3
        )
        self.start_tour(
            "/odoo/action-crm_pipeline.crm_lead_action_expiring",
            "crm_pipeline_protection",
            login="tour_rep",
        )
        last = lead.protection_change_ids[:1]
        self.assertEqual(last.kind, "extension")
        self.assertEqual(last.attachment_ids.mapped("name"), ["minutes.txt"])

    def _new_lead(self, name, user):
        return self.env["crm.lead"].create(
            {
                "name": name,
                "type": "opportunity",
                "phone": "138 5710 2231",
                "user_id": user.id,
            }
        )

    def test_a_rep_claims_from_the_pool(self):
        pool = self.env["crm.pool"].create({"name": "Tour Pool"})
        lead = self._new_lead("Wanted Hall", self.rep)
        lead._move_to_pool(pool)
        self.start_tour(
            "/odoo/action-crm_pipeline.crm_pool_action",
            "crm_pipeline_pool_claim",
            login="tour_rep2",
        )
        self.assertEqual(lead.user_id, self.rep2)
        self.assertTrue(self.env["crm.pool.reveal"].search([("res_id", "=", lead.id)]))

    def test_a_manager_simulates_a_rule(self):
        lead = self._new_lead("Idle Hall", self.rep)
        lead.owned_since = fields.Datetime.subtract(fields.Datetime.now(), days=20)
        self.env["crm.pool.rule"].create(
            {
                "name": "Tour Rule",
                "pool_id": self.env["crm.pool"].create({"name": "Tour Pool"}).id,
                "active": False,
                "sequence": 1,
            }
        )
        self.start_tour(
            "/odoo/action-crm_pipeline.crm_pool_rule_action",
            "crm_pipeline_pool_simulate",
            login="tour_manager",
        )
        self.assertFalse(lead.pool_id)

    def test_a_rep_logs_a_follow_up(self):
        lead = self._new_lead("Followed Hall", self.rep)
        self.start_tour(
            f"/odoo/crm.lead/{lead.id}", "crm_pipeline_follow_up", login="tour_rep"
        )
        self.assertEqual(lead.follow_up_ids.outcome, "counted")

    def test_a_rep_records_a_visit_and_sees_it_in_the_timeline(self):
        customer = self.env["res.partner"].create(
            {"name": "Tour Client", "is_company": True, "user_id": self.rep.id}
        )
        self._new_lead("Tour Gallery", self.rep).partner_id = customer
        self.start_tour(
            f"/odoo/res.partner/{customer.id}",
            "crm_pipeline_timeline",
            login="tour_rep",
        )
        self.assertEqual(customer.follow_up_ids.outcome, "counted")
