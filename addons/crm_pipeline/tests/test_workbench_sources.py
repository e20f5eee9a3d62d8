from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError

from odoo.addons.crm_customer.tools import credit_code

from .workbench_common import WorkbenchCase


class TestWorkbenchApprovals(WorkbenchCase):
    """Approvals on the workbench of who decides."""

    def test_an_approval_waits_for_the_manager_and_not_for_the_requester(self):
        registration = self._submitted()
        request = registration.sudo().approval_request_id
        self.assertEqual(self._ids("approval", self.manager), [request.id])
        self.assertFalse(self._cards("approval"))
        self.assertFalse(self._cards("approval", self.clerk))
        # Its task is no second card.
        self.assertFalse(self._cards("activity", self.manager))

    def test_the_manager_approves_in_place(self):
        registration = self._submitted()
        request = registration.sudo().approval_request_id
        answer = self._act("approval", request, "approve", self.manager)
        self.assertEqual(registration.state, "converted")
        self.assertFalse(
            [c for c in answer["board"]["cards"] if c["kind"] == "approval"]
        )
        self.assertEqual(answer["board"]["numbers"]["done"], 1)

    def test_a_refusal_needs_a_reason(self):
        registration = self._submitted()
        request = registration.sudo().approval_request_id
        with self.assertRaisesRegex(UserError, "Say why you refuse"):
            self._act("approval", request, "refuse", self.manager, note=" ")
        self._act("approval", request, "refuse", self.manager, note="Unclear site")
        self.assertEqual(registration.state, "rejected")

    def test_a_grave_conflict_is_approved_with_a_reason_and_its_evidence_is_open(self):
        body = "91330106MA2CFX1R0"
        code = body + credit_code.check_character(body)
        self._submitted(credit_code=code)
        second = self._submitted(
            self.rep2, customer_name="另一个写法有限公司", credit_code=code
        )
        self.assertEqual(second.conflict_level, "block")
        request = second.sudo().approval_request_id
        first, card = sorted(
            self._cards("approval", self.manager), key=lambda card: card["res_id"]
        )
        self.assertEqual(card["res_id"], request.id)
        self.assertTrue(card["is_unfolded"])
        self.assertTrue(card["acts"][0]["is_required"])
        self.assertNotIn("is_required", first["acts"][0])
        with self.assertRaisesRegex(UserError, "reason"):
            self._act("approval", request, "approve", self.manager)

    def test_the_second_manager_is_told_that_it_is_decided(self):
        registration = self._submitted()
        request = registration.sudo().approval_request_id
        self._act("approval", request, "approve", self.manager)
        answer = self._act("approval", request, "approve", self.manager)
        self.assertTrue(answer["is_gone"])

    def test_a_returned_registration_comes_back_to_its_rep(self):
        registration = self._submitted()
        self.assertFalse(self._cards("registration"))
        self._decide(registration, "return", "Which floor?")
        (card,) = self._cards("registration")
        self.assertEqual(card["res_id"], registration.id)
        self.assertEqual(card["detail"], "Which floor?")
        self.assertFalse(self._cards("registration", self.rep2))
        self._act("registration", registration, "submit")
        self.assertEqual(registration.state, "submitted")
        self.assertFalse(self._cards("registration"))


class TestWorkbenchPool(WorkbenchCase):
    """What may be claimed now."""

    def _pooled(self, **values):
        lead = self._new_lead(**values)
        lead.sudo()._move_to_pool(self.pool)
        return lead

    def test_an_offer_is_masked_and_claimed_in_place(self):
        lead = self._pooled(expected_revenue=100000, contact_name="赵敏")
        (card,) = self._cards("pool", self.rep2)
        self.assertEqual(card["res_id"], lead.id)
        for hidden in ("赵敏", "13857102231", "138 5710 2231"):
            self.assertNotIn(hidden, str(card))
        self.assertFalse(card["open"])
        answer = self._act("pool", lead, "claim", self.rep2)
        self.assertIn("yours now", answer["message"])
        self.assertEqual(lead.user_id, self.rep2)
        self.assertFalse(self._cards("pool", self.rep2))

    def test_nothing_is_offered_that_could_not_be_claimed(self):
        lead = self._pooled()
        # His own of the other day cools down.
        self.assertFalse(self._cards("pool"))
        self.assertTrue(self._cards("pool", self.rep2))
        self.pool.claim_per_day = 0
        self.assertFalse(self._cards("pool", self.rep2))
        self.pool.claim_per_day = 5
        self.pool.hold_max = 0
        self.assertFalse(self._cards("pool", self.rep2))
        self.pool.hold_max = 100
        self.pool.member_ids = self.rep
        self.assertFalse(self._cards("pool", self.rep2))
        answer = self._act("pool", lead, "claim", self.rep2)
        self.assertTrue(answer["is_gone"])
        self.assertFalse(lead.user_id)

    def test_the_slower_one_is_told_so(self):
        lead = self._pooled()
        self._act("pool", lead, "claim", self.rep2)
        answer = self._act("pool", lead, "claim", self.seller)
        self.assertTrue(answer["is_gone"])
        self.assertEqual(lead.user_id, self.rep2)

    def test_offers_are_no_work_that_is_left(self):
        self._pooled()
        self.assertEqual(self._bench(self.rep2).load()["numbers"]["open"], 0)


class TestWorkbenchUnanswered(WorkbenchCase):
    """Customers who wait for an answer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.env["res.partner"].create(
            {"name": "赵总", "email": "zhao@lvcheng.example", "phone": "138 5710 2231"}
        )
        cls.lead.partner_id = cls.customer

    def _write_in(self, hours=0, body="Could we meet on Friday?", lead=None):
        """The customer writes a mail that comes in."""
        lead = lead or self.lead
        message = (
            self.env["crm.lead"]
            .browse(lead.id)
            .message_post(
                body=body,
                author_id=self.customer.id,
                message_type="email",
                subtype_xmlid="mail.mt_comment",
            )
        )
        if hours:
            lead.unanswered_since = fields.Datetime.now() - timedelta(hours=hours)
            message.date = lead.unanswered_since
        return message

    def _answer(self, user=None, **values):
        return self.lead.with_user(user or self.rep).message_post(
            **{
                "body": "Friday at ten.",
                "partner_ids": self.customer.ids,
                "message_type": "comment",
                "subtype_xmlid": "mail.mt_comment",
                **values,
            }
        )

    def test_a_customer_waits_until_a_colleague_answers(self):
        self._write_in(hours=5)
        (card,) = self._cards("unanswered")
        self.assertEqual(card["level"], "late")
        self.assertEqual(card["when"], "waiting for 5 h")
        self.assertIn("Friday", card["detail"])
        self.assertEqual(card["phone"], "13857102231")
        self.assertFalse(self._cards("unanswered", self.rep2))
        self._answer()
        self.assertFalse(self._cards("unanswered"))

    def test_within_the_hour_nobody_is_late(self):
        self._write_in()
        self.assertEqual(self._cards("unanswered")[0]["level"], "today")
        self.env.company.response_hours = 0
        self.lead.unanswered_since = fields.Datetime.now() - timedelta(minutes=1)
        self.assertEqual(self._cards("unanswered")[0]["level"], "late")
        self.assertEqual(self._bench().load()["numbers"]["late"], 1)

    def test_a_second_message_does_not_restart_the_wait(self):
        self._write_in(hours=5)
        since = self.lead.unanswered_since
        self._write_in()
        self.assertEqual(self.lead.unanswered_since, since)

    def test_words_among_colleagues_are_no_answer(self):
        self._write_in(hours=5)
        self._answer(subtype_xmlid="mail.mt_note")
        self._answer(partner_ids=self.manager.partner_id.ids)
        self.assertTrue(self._cards("unanswered"))

    def test_an_answer_by_phone_counts_when_somebody_was_reached(self):
        self._write_in(hours=5)
        call = {
            "lead_id": self.lead.id,
            "kind_id": self.env.ref("crm_pipeline.crm_follow_up_kind_call").id,
        }
        follow_up = self.env["crm.follow.up"].with_user(self.rep)
        follow_up._record([{**call, "is_connected": False, "note": "rang long"}])
        self.assertTrue(self._cards("unanswered"))
        follow_up._record([{**call, "is_connected": True, "note": "met on Friday"}])
        self.assertFalse(self._cards("unanswered"))

    def test_a_follow_up_before_his_message_answers_nothing(self):
        self._write_in(hours=1)
        self.env["crm.follow.up"].with_user(self.rep)._record(
            [
                {
                    "lead_id": self.lead.id,
                    "kind_id": self.env.ref("crm_pipeline.crm_follow_up_kind_visit").id,
                    "note": "on site",
                    "happened_at": fields.Datetime.now() - timedelta(hours=3),
                }
            ]
        )
        self.assertTrue(self._cards("unanswered"))

    def test_a_message_may_need_no_answer(self):
        self._write_in(body="Thanks!")
        self._act("unanswered", self.lead, "settle")
        self.assertFalse(self._cards("unanswered"))

    def test_reply_opens_a_mail_to_the_customer(self):
        self._write_in()
        action = self._act("unanswered", self.lead, "reply")["action"]
        self.assertEqual(action["res_model"], "mail.compose.message")
        self.assertEqual(action["context"]["default_partner_ids"], self.customer.ids)

    def test_a_customers_own_message_waits_for_his_salesperson(self):
        self.customer.user_id = self.rep
        self.env["res.partner"].browse(self.customer.id).message_post(
            body="Are you still there?",
            author_id=self.customer.id,
            message_type="email",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertEqual(self._ids("unanswered_customer"), self.customer.ids)
        self.assertFalse(self._cards("unanswered_customer", self.rep2))

    def test_nobody_writes_when_a_customer_began_to_wait(self):
        self._write_in(hours=5)
        with self.assertRaises(Exception) as caught:
            self.lead.with_user(self.rep).unanswered_since = False
        self.assertIn(type(caught.exception).__name__, ("AccessError", "UserError"))
