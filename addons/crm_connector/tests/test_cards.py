from odoo import fields
from odoo.fields import Command
from odoo.tools import file_open

from odoo.addons.crm_connector.tools.delivery import Delivery, MessageRefused
from odoo.addons.queue_job.tests.common import trap_jobs

from .card_common import CardCase


class TestCards(CardCase):
    def test_who_has_to_approve_gets_buttons_and_others_a_link(self):
        request, card = self._ask(self.boss + self.stranger)
        self.assertEqual(card.user_id, self.boss)
        payloads = [payload for payload, _names in self.tool.calls]
        shown = [payload["card"] for payload in payloads if "card" in payload]
        self.assertEqual(len(payloads), 2)
        self.assertEqual([b["key"] for b in shown[0]["buttons"]], ["approve", "refuse"])
        self.assertEqual(shown[0]["facts"], [["Sum", "100 <b>yuan</b>"]])
        self.assertEqual(card.code, "code-1")
        self.assertEqual(request.state, "pending")

    def test_the_one_asked_approves_under_his_own_name(self):
        request, card = self._ask()
        self._press(card)
        row = request.decision_ids
        self.assertEqual((row.user_id, row.decision), (self.boss, "approve"))
        self.assertEqual(row.channel, "chat")
        self.assertEqual(card.state, "decided")
        (update,) = self.tool.updates
        self.assertEqual(update[1:3], ("code-1", "ID.apr_boss"))
        self.assertIn("You approved “Villa”", update[3])
        self.assertFalse(card.code)

    def test_a_repeated_press_changes_nothing(self):
        request, card = self._ask()
        self._press(card)
        self._press(card)
        self._press(card, "refuse", choice="1")
        self.assertEqual(len(request.decision_ids), 1)
        self.assertEqual(request.current_step_id.name, "Partners")

    def test_a_refusal_takes_the_reason_that_was_chosen(self):
        request, card = self._ask()
        self._press(card, "refuse", choice="2")
        self.assertEqual(request.state, "refused")
        self.assertEqual(request.decision_ids.comment, "Information is missing")

    def test_a_refusal_without_reason_is_answered_and_the_card_stays(self):
        request, card = self._ask()
        self._press(card, "refuse")
        self.assertEqual((request.state, card.state), ("pending", "open"))
        answer = self.tool.calls[-1][0]
        self.assertIn("Say why you refuse", answer["body"])
        self._press(card, "refuse", choice="1")
        self.assertEqual(request.state, "refused")

    def test_nobody_else_decides_on_somebodys_card(self):
        request, card = self._ask()
        for login in (self.stranger, self.partner1, self.outsider):
            self._press(card, user=login)
            self.assertEqual((request.state, card.state), ("pending", "open"))
            self.assertEqual(card.refused_press, f"ID.{login.login}")
        self.boss.active = False
        self._press(card)
        self.assertNotIn("approve", request.decision_ids.mapped("decision"))

    def test_an_unknown_card_or_another_connectors_changes_nothing(self):
        request, card = self._ask()
        other = self.connector.copy()
        press = {"button": "approve"}
        self.assertFalse(self.connector._card_pressed("ID.apr_boss", "made-up", press))
        self.assertFalse(other._card_pressed("ID.apr_boss", card.key, press))
        self._press(card, "delete")
        self.assertFalse(request.decision_ids)

    def test_a_card_says_that_it_was_decided_in_odoo(self):
        request, card = self._ask()
        with trap_jobs() as trap:
            self._decide(request, self.boss, "refuse", "Too dear")
            trap.perform_enqueued_jobs()
        self.assertEqual(card.state, "closed")
        self.assertIn("Boss refused “Villa”", self.tool.updates[0][3])
        self._press(card)
        self.assertEqual(request.state, "refused")

    def test_a_card_says_that_the_request_was_withdrawn(self):
        request, card = self._ask()
        with trap_jobs() as trap:
            request.with_user(self.requester).action_withdraw()
            trap.perform_enqueued_jobs()
        self.assertIn("Requester withdrew “Villa”", card.outcome)
        self.assertEqual(len(self.tool.updates), 1)

    def test_a_changed_document_is_not_approved_by_its_old_card(self):
        request, card = self._ask()
        document = request._document_sudo()
        # A change that no write reports: the decision itself must notice it.
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_approval_fake_line SET price = 1 WHERE document_id = %s",
            [document.id],
        )
        self.env.invalidate_all()
        self._press(card)
        self.assertEqual(request.state, "voided")
        self.assertEqual(card.state, "closed")
        self.assertIn("its content changed", card.outcome)

    def test_a_card_of_an_earlier_round_decides_nothing(self):
        self.flow.step_ids.can_return = True
        request, card = self._ask()
        first = request.current_step_id
        self._decide(request, self.boss)
        _request, cards = self._ask(self.partner1, request=request)
        self._decide(request, self.partner1, "return", "Look again", step_id=first.id)
        self.assertEqual(request.current_step_id, first)
        self.assertEqual(set(cards.mapped("state")), {"closed"})
        self._press(card)
        self.assertEqual(request.current_step_id, first)

    def test_both_cards_of_one_person_end_with_his_decision(self):
        request, first = self._ask()
        _request, cards = self._ask(kind="approval.reminder", request=request)
        second = cards - first
        self._press(second)
        self.assertEqual((first.state, second.state), ("closed", "decided"))
        self.assertEqual(len(self.tool.updates), 2)

    def test_all_of_a_step_have_cards_and_each_decides_his_own(self):
        request = self._request()
        self._decide(request, self.boss)
        _request, cards = self._ask(self.partner1 + self.partner2, request=request)
        by_user = {card.user_id: card for card in cards}
        self._press(by_user[self.partner1])
        self.assertEqual(by_user[self.partner2].state, "open")
        self._press(by_user[self.partner2])
        self.assertEqual(request.state, "approved")

    def test_an_approval_that_needs_words_is_given_in_odoo(self):
        document = self._new_document(note="delicate")
        _request, cards = self._ask(request=self._request(document))
        self.assertFalse(cards)
        self.assertNotIn("card", self.tool.calls[-1][0])

    def test_a_delegate_decides_on_behalf(self):
        now = fields.Datetime.now()
        self.env["crm.approval.delegation"].create(
            {
                "from_user_id": self.boss.id,
                "to_user_id": self.stranger.id,
                "date_from": fields.Datetime.subtract(now, hours=1),
                "date_to": fields.Datetime.add(now, hours=1),
                "kind_ids": [Command.clear()],
            }
        )
        request, card = self._ask(self.stranger)
        self._press(card)
        row = request.decision_ids
        self.assertEqual((row.user_id, row.on_behalf_of_id), (self.stranger, self.boss))

    def test_where_the_card_cannot_change_the_answer_is_a_message(self):
        request, card = self._ask()
        card.code_until = "2020-01-01 00:00:00"
        self._press(card)
        self.assertEqual(request.decision_ids.decision, "approve")
        self.assertFalse(self.tool.updates)
        self.assertIn("You approved", self.tool.calls[-1][0]["body"])

    def test_a_refused_change_of_a_card_is_answered_once(self):
        _request, card = self._ask()
        self.tool.update_error = MessageRefused("code is used")
        self._press(card)
        before = len(self.tool.calls)
        with trap_jobs():
            card._refresh()
        self.assertIn("You approved", self.tool.calls[-1][0]["body"])
        self.assertEqual(len(self.tool.calls), before)

    def test_a_card_that_was_not_sent_yet_stays_away(self):
        request = self._request()
        with trap_jobs():
            self.env["crm.business.event"].with_user(self.requester).sudo()._emit(
                "approval.waiting", request.sudo(), "x", audience=self.boss
            )
        message = self._cards(request).message_id
        self._decide(request, self.boss)
        with trap_jobs():
            message._deliver()
        self.assertEqual(message.state, "needless")
        self.assertFalse(self.tool.calls)

    def test_a_lost_job_is_found_again(self):
        _request, card = self._ask()
        with trap_jobs():
            self.connector._card_pressed("ID.apr_boss", card.key, {"button": "approve"})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_connector_card SET write_date = write_date - interval '1 hour'"
        )
        self.env.invalidate_all()
        with trap_jobs() as trap:
            card._cron_refresh_stale()
            trap.perform_enqueued_jobs()
        self.assertEqual(len(self.tool.updates), 1)

    def test_a_decision_costs_one_query_where_there_is_no_card(self):
        request = self._request()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            request._settle_cards()

    def test_ten_readers_of_cards_cost_the_queries_of_one(self):
        users = self.env["res.users"].union(
            *(self._new_user(f"con_card_{number}") for number in range(12))
        )
        for user in users:
            self._identify(user)
        self.flow.step_ids[0].user_ids = users
        counts = []
        for number in (1, 1, 11):
            request = self._request()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            with trap_jobs():
                self.env["crm.business.event"].with_user(self.requester).sudo()._emit(
                    "approval.waiting", request.sudo(), "x", audience=users[:number]
                )
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        # Each card has a job of its own, and queue_job looks once for its twin.
        self.assertLessEqual(counts[2], counts[1] + 10)

    def test_the_code_is_for_administrators(self):
        _request, card = self._ask()
        for user in (self.boss, self.stranger):
            self.assertFalse(card.with_user(user).has_access("read"))
        self.assertEqual(card.with_user(self.admin).user_id, self.boss)
        for name in ("code", "key"):
            field = card.fields_get([name], ["exportable"])[name]
            self.assertFalse(field["exportable"])

    def test_a_sent_card_gets_its_code_even_when_it_ended_meanwhile(self):
        request, card = self._ask()
        card.write({"code": False, "state": "closed", "outcome": "x", "is_stale": True})
        with trap_jobs() as trap:
            card._sent(card.message_id, Delivery(card_code="late", card_seconds=60))
            trap.perform_enqueued_jobs()
        self.assertEqual(self.tool.updates[-1][1], "late")
        self.assertEqual(request.state, "pending")

    def test_a_copy_of_the_database_changes_no_card(self):
        _request, card = self._ask()
        self.assertTrue(card.code)
        card.is_stale = True
        self.env.flush_all()
        with file_open("crm_connector/data/neutralize.sql") as file:
            self.env.cr.execute(file.read())
        self.env.invalidate_all()
        self.assertFalse(card.code or card.is_stale)
