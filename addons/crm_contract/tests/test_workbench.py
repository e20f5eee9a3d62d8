from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import ContractCase


@tagged("post_install", "-at_install")
class TestWorkbench(ContractCase):
    """Quotations and contracts on the workbench of their salesperson."""

    def _cards(self, kind, user=None):
        self.env.flush_all()
        self.env.invalidate_all()  # each opening is a request of its own
        bench = self.env["crm.workbench"].with_user(user or self.rep)
        return [card for card in bench.load()["cards"] if card["kind"] == kind]

    def _act(self, kind, record, name, user=None, **values):
        bench = self.env["crm.workbench"].with_user(user or self.rep)
        return bench.act(kind, record.id, name, values)

    def test_an_approved_quotation_waits_to_be_sent(self):
        order = self._new_order()
        self.assertFalse(self._cards("quotation_approved"))
        self._approve(order)
        (card,) = self._cards("quotation_approved")
        self.assertEqual(card["res_id"], order.id)
        self.assertIn("Lvzhou Culture", card["title"])
        self.assertIn("60,000", card["amount"])
        self.assertFalse(self._cards("quotation_approved", self.rep2))
        answer = self._act("quotation_approved", order, "send")
        self.assertEqual(answer["action"]["res_model"], "mail.compose.message")
        order.action_quotation_sent()
        self.assertFalse(self._cards("quotation_approved"))

    def test_a_changed_quotation_is_not_to_be_sent(self):
        order = self._approve(self._new_order())
        order.order_line.price_unit = 150
        self.assertFalse(self._cards("quotation_approved"))
        order.action_request_approval()
        self.assertFalse(self._cards("quotation_approved"))

    def test_a_quotation_without_an_answer_is_asked_after(self):
        order = self._approve(self._new_order())
        order.action_quotation_sent()
        self.assertFalse(self._cards("quotation_sent"))
        self._silent_for(days=4)
        (card,) = self._cards("quotation_sent")
        self.assertEqual((card["res_id"], card["level"]), (order.id, "today"))
        self.assertFalse(self._cards("quotation_sent", self.rep2))
        order.sudo().validity_date = fields.Date.today() - timedelta(days=2)
        (card,) = self._cards("quotation_sent")
        self.assertEqual((card["level"], card["when"]), ("late", "2 days late"))

    def test_a_leader_sees_what_waits_for_the_people_of_his_team(self):
        late = self._approve(self._new_order(validity_date=fields.Date.today()))
        late.action_quotation_sent()
        self._silent_for(days=4)
        late.sudo().validity_date = fields.Date.today() - timedelta(days=2)
        self._approve(self._new_order())
        contract = self._new_sent_contract()
        contract.activity_schedule(
            "mail.mail_activity_data_todo",
            fields.Date.today() - timedelta(days=1),
            user_id=self.rep.id,
        )
        # Not of his team: he reads neither, and it is no number for him.
        other = self._approve(self._new_order(team_id=False))
        other.sudo().team_id = self.env["crm.team"].create({"name": "Other"})
        self.env.flush_all()
        self.env.invalidate_all()
        team = self.env["crm.workbench"].with_user(self.leader).load_team()
        (person,) = [one for one in team["people"] if one["id"] == self.rep.id]
        self.assertEqual(
            person["kinds"],
            {
                "quotation_approved": {"open": 1, "late": 0},
                "quotation_sent": {"open": 1, "late": 1},
                "contract": {"open": 1, "late": 0},
                "activity": {"open": 1, "late": 1},
            },
        )

    def _silent_for(self, days):
        """So long nobody has spoken with the customer."""
        rows = self.lead.follow_up_ids.sudo()
        rows.happened_at = fields.Datetime.now() - timedelta(days=days)
        self.assertTrue(self.lead.last_effective_contact_at)

    def test_a_follow_up_takes_the_quotation_away_for_a_while(self):
        order = self._approve(self._new_order())
        order.action_quotation_sent()
        self._silent_for(days=4)
        action = self._act("quotation_sent", order, "log")["action"]
        self.assertEqual(action["context"], {"default_lead_id": self.lead.id})
        log = self.env["crm.follow.up.log"].with_user(self.rep)
        log = log.with_context(**action["context"]).create(
            {"note": "They will decide on Monday", "is_connected": True}
        )
        log.action_log()
        self.assertFalse(self._cards("quotation_sent"))

    def test_a_contract_waits_until_it_is_signed(self):
        contract = self._new_contract()
        (card,) = self._cards("contract")
        self.assertEqual((card["res_id"], card["level"]), (contract.id, "soon"))
        self.assertFalse(self._cards("contract", self.rep2))
        self.assertFalse(self._cards("contract", self.manager))
        self._act("contract", contract, "postpone", until="tomorrow")
        self.assertFalse(self._cards("contract"))
        self.env["crm.workbench.snooze"].search([]).unlink()
        self.assertTrue(self._cards("contract"))
        contract.action_sign()
        self.assertFalse(self._cards("contract"))
