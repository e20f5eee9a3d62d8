from odoo.tests import HttpCase, tagged

from .common import SIGNATURE, ContractCase


@tagged("post_install", "-at_install")
class TestPortalComments(ContractCase, HttpCase):
    """What a customer writes in the portal waits for an answer of ours."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._new_order(require_signature=True)
        cls._approve(cls.order).action_quotation_sent()
        cls.order.sudo().message_subscribe(cls.client.partner_id.ids)

    def _write(self, document, body, login=None):
        """Post ``body`` as the portal page does, by the link or as ``login``."""
        self.authenticate(login, login)
        answer = self.make_jsonrpc_request(
            "/mail/message/post",
            {
                "thread_model": document._name,
                "thread_id": document.id,
                "post_data": {
                    "body": body,
                    "message_type": "comment",
                    "subtype_xmlid": "mail.mt_comment",
                },
                "token": document.sudo()._portal_ensure_token(),
            },
        )
        self.env.invalidate_all()
        return self.env["mail.message"].browse(answer["message_id"])

    def _rep_answers(self, document):
        document.with_user(self.rep).message_post(
            body="By Friday.",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.client.partner_id.ids,
        )

    def test_a_comment_on_a_quotation_waits_on_its_opportunity(self):
        for login in (self.client.login, None):
            with self.subTest(login=login):
                message = self._write(self.order, "Is the model included?", login)
                self.assertTrue(message.author_id.partner_share)
                self.assertEqual(self.lead.unanswered_since, message.date)
                reply = self.lead.follow_up_ids.filtered(
                    lambda row, message=message: row.source_id == message.id
                )
                self.assertEqual(len(reply), 1)
                self._rep_answers(self.order)
                self.assertFalse(self.lead.unanswered_since)

    def test_a_note_among_colleagues_is_no_answer(self):
        self._write(self.order, "Is the model included?", self.client.login)
        self.order.message_post(body="Ask the boss", subtype_xmlid="mail.mt_note")
        self.assertTrue(self.lead.unanswered_since)

    def test_without_an_opportunity_the_customer_waits(self):
        order = self._new_order(opportunity_id=False)
        order.action_quotation_sent()
        self._write(order, "Is the model included?", self.client.login)
        self.assertFalse(self.lead.unanswered_since)
        self.assertTrue(self.customer.unanswered_since)

    def test_a_comment_on_a_contract_waits_and_a_colleague_s_answer_ends_it(self):
        contract = self._new_sent_contract()
        self._write(contract, "Clause 7 is not what we said")
        self.assertTrue(self.lead.unanswered_since)
        self._rep_answers(contract)
        self.assertFalse(self.lead.unanswered_since)

    def test_a_signature_asks_nothing(self):
        self.authenticate(None, None)
        answer = self.make_jsonrpc_request(
            f"/my/orders/{self.order.id}/accept",
            {
                "access_token": self.order._portal_ensure_token(),
                "name": "Zhao",
                "signature": SIGNATURE,
            },
        )
        self.assertTrue(answer.get("force_refresh"), answer)
        self.env.invalidate_all()
        self.assertEqual(self.order.state, "sale")
        self.assertFalse(self.lead.unanswered_since)
