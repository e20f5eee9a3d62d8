from odoo import fields
from odoo.tests import tagged

from .common import PipelineCase


@tagged("post_install", "-at_install")
class TestHandover(PipelineCase):
    """Registrations and protections go along with the customers."""

    def _handover(self, **values):
        handovers = self.env["crm.customer.handover"].with_user(self.manager)
        return handovers.create(
            {"user_id": self.rep.id, "receiver_id": self.rep2.id, **values}
        )

    def _shown(self, handover):
        return {row["key"]: row for row in handover.preview["rows"]}

    def test_a_protection_keeps_every_day(self):
        registration = self._converted().sudo()
        lead = registration.lead_id
        until = lead.protected_until
        handover = self._handover()
        row = self._shown(handover)["protection"]
        self.assertEqual((row["count"], row["how"]), (1, "follows"))
        self.assertIn("the first one until", row["detail"])
        handover.action_hand_over()
        self.assertEqual((lead.user_id, lead.protected_until), (self.rep2, until))
        self.assertEqual(registration.user_id, self.rep2)
        self.assertEqual(registration.state, "converted")
        self.assertEqual(lead.partner_id.user_id, self.rep2)
        self.assertEqual(self._shown(handover)["protection"]["count"], 1)
        # The new owner can work with it, and extend it as its owner.
        mine = lead.with_user(self.rep2)
        evidence = self.env["ir.attachment"].with_user(self.rep2)
        evidence = evidence.create({"name": "minutes.txt", "raw": b"minutes"})
        mine._extend_protection("The survey comes next week", evidence)
        self.assertGreater(lead.protected_until, until)

    def test_a_registration_that_waits_is_asked_for_anew(self):
        registration = self._submitted().sudo()
        former = registration.approval_request_id
        self._handover().action_hand_over()
        self.assertEqual(registration.user_id, self.rep2)
        self.assertEqual(registration.state, "submitted")
        self.assertEqual(former.state, "voided")
        self._decide(registration)
        self.assertEqual(registration.state, "converted")
        self.assertEqual(registration.lead_id.user_id, self.rep2)

    def test_what_cannot_be_asked_for_anew_stays_and_says_why(self):
        self.team.registration_limit = 1
        registration = self._submitted().sudo()
        self._submitted(self.rep2, customer_name="宁波远洋酒店集团有限公司")
        draft = self._new_registration(project_name="二期").sudo()
        handover = self._handover()
        handover.action_hand_over()
        self.assertEqual(registration.user_id, self.rep)
        self.assertEqual(registration.state, "submitted")
        self.assertEqual(draft.user_id, self.rep2)
        self.assertIn("could not be handed over", registration.message_ids[0].body)

    def test_decided_registrations_stay_evidence(self):
        registration = self._submitted().sudo()
        self._decide(registration, "refuse", "Known already")
        won = self._converted(
            customer_name="宁波远洋酒店集团有限公司", site_address="宁波市江东路1号"
        )
        won.lead_id.action_set_won()
        self._handover().action_hand_over()
        self.assertEqual((registration | won).user_id, self.rep)

    def test_channel_partners_get_a_new_person(self):
        channel = self.env["res.partner"].create(
            {
                "name": "Stone Ltd",
                "is_company": True,
                "is_channel_partner": True,
                "channel_user_id": self.rep.id,
                "user_id": self.seller.id,
            }
        )
        rows = len(channel.ownership_ids)
        self._handover().action_hand_over()
        self.assertEqual(channel.channel_user_id, self.rep2)
        self.assertEqual(channel.user_id, self.seller)
        self.assertEqual(len(channel.ownership_ids), rows)

    def test_approvals_that_wait_for_him_are_told(self):
        self._submitted(self.rep2)
        handover = self._handover(user_id=self.manager.id)
        keeper = self.manager
        self.assertNotIn("lead", self._shown(handover))
        row = self._shown(handover)["approval"]
        self.assertEqual((row["count"], row["how"]), (1, "stays"))
        self.assertFalse(row["has_action"])
        keeper.group_ids |= self.env.ref("crm_approval.crm_approval_group_manager")
        handover.invalidate_recordset(["preview"])
        self.assertTrue(self._shown(handover)["approval"]["has_action"])
        action = handover.action_settle_kind("approval")
        self.assertEqual(action["res_model"], "crm.approval.request.hand_over")
        self.assertEqual(action["context"]["default_to_user_id"], self.rep2.id)

    def test_the_clock_of_the_pool_starts_anew(self):
        lead = self._converted().lead_id
        lead.sudo().owned_since = "2020-01-01"
        self._handover().action_hand_over()
        self.assertEqual(lead.owned_since.date(), fields.Date.today())
