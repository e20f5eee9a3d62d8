from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from odoo.addons.queue_job.tests.common import trap_jobs

from .card_common import CardCase


class TestCardPage(CardCase):
    """Chat tools that report no pressed button: the buttons open our own page."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(
            patch.object(
                cls.env.registry["crm.connector"],
                "_card_page_kinds",
                lambda _self: frozenset({"test"}),
            )
        )

    def setUp(self):
        super().setUp()
        # This tool changes no card: it gives no code for it.
        self.tool.codes = iter(lambda: "", None)
        send = self.tool.send

        def send_without_code(*args):
            delivery = send(*args)
            return type(delivery)(vendor_id=delivery.vendor_id)

        self.tool.send = send_without_code

    def _link(self, card, button="approve"):
        """The address behind a button, as key and query."""
        links = dict(card._page_links(card.message_id.payload))
        labels = {"approve": "Approve", "refuse": "Refuse"}
        parts = urlsplit(links[labels[button]])
        query = {name: value[0] for name, value in parse_qs(parts.query).items()}
        return parts.path.rpartition("/")[2], query

    def _as(self, user):
        return self.env["crm.connector.card"].with_user(user)

    def _page_press(self, card, button="approve", choice="", words=""):
        """Press on the page, as the card's person; return the problem."""
        key, _query = self._link(card, button)
        with trap_jobs() as trap:
            own = self._as(card.user_id)._page_card(key, True)
            problem = own._page_press(button, choice, words)
            trap.perform_enqueued_jobs()
        self.env.invalidate_all()
        return problem

    def test_an_address_is_signed_for_its_card_and_button(self):
        _request, card = self._ask()
        key, query = self._link(card)
        sign = query["sign"]
        cards = self._as(self.boss)
        self.assertTrue(cards._is_page_signed(key, "approve", sign))
        for wrong in (
            (key, "refuse", sign),
            (key, "approve", sign[:-1] + "0g"),
            (key, "approve", ""),
            (key, "approve", "é"),
            (key[:-1], "approve", sign),
            (key, "delete", cards._page_signature(key, "delete")),
        ):
            self.assertFalse(cards._is_page_signed(*wrong))
        self.assertNotIn(sign, str(card.message_id.payload))

    def test_its_person_decides_once_and_no_message_repeats_it(self):
        request, card = self._ask()
        sent = len(self.tool.calls)
        self.assertFalse(self._page_press(card))
        row = request.decision_ids
        self.assertEqual((row.user_id, row.channel), (self.boss, "chat"))
        self.assertEqual(card.state, "decided")
        self.assertFalse(self._page_press(card, "refuse", words="no"))
        self.assertEqual(request.decision_ids, row)
        self.assertEqual(len(self.tool.calls), sent)
        values = card._page_values("approve")
        self.assertFalse(values["is_open"])
        self.assertIn("You approved “Villa”", values["outcome"])

    def test_a_refusal_needs_a_reason_chosen_or_written(self):
        for choice, words, comment in (
            ("2", "", "Information is missing"),
            ("", " Too dear by far ", "Too dear by far"),
            ("2", "The kitchen is missing", "The kitchen is missing"),
        ):
            request, card = self._ask()
            self.assertIn("Say why you refuse", self._page_press(card, "refuse"))
            self.assertEqual((request.state, card.state), ("pending", "open"))
            self.assertFalse(self._page_press(card, "refuse", choice, words))
            self.assertEqual(request.state, "refused")
            self.assertEqual(request.decision_ids.comment, comment)

    def test_nobody_else_sees_or_presses_it(self):
        request, card = self._ask()
        key, _query = self._link(card)
        for user in (self.stranger, self.admin):
            self.assertFalse(self._as(user)._page_card(key, False))
            self.assertFalse(card.refused_press)
            self.assertFalse(self._as(user)._page_card(key, True))
            self.assertEqual(card.refused_press, user.login)
            card.refused_press = False
        self.assertEqual(request.state, "pending")

    def test_who_may_not_decide_any_more_is_told_how_it_stands(self):
        request, card = self._ask()
        self._decide(request, self.boss, "refuse", "Too dear")
        self.assertFalse(self._page_press(card))
        values = card._page_values("approve")
        self.assertFalse(values["is_open"])
        self.assertIn("refused “Villa”", values["outcome"])
        self.assertEqual(len(request.decision_ids), 1)

    def test_only_what_others_did_is_told_by_a_message(self):
        request, card = self._ask()
        with trap_jobs() as trap:
            self._decide(request, self.boss, "refuse", "Too dear")
            trap.perform_enqueued_jobs()
        own = len(self.tool.calls)
        self.assertEqual(card.state, "closed")
        request, card = self._ask()
        before = len(self.tool.calls)
        with trap_jobs() as trap:
            request.with_user(self.requester).action_withdraw()
            trap.perform_enqueued_jobs()
            trap.perform_enqueued_jobs()
        texts = [payload["body"] for payload, _names in self.tool.calls[before:]]
        self.assertEqual(own + 1, before)  # the second card, no answer to the first
        self.assertEqual(len(texts), 1)
        self.assertIn("Requester withdrew “Villa”", texts[0])

    def test_the_page_of_an_open_card_shows_what_is_asked(self):
        _request, card = self._ask()
        values = card._page_values("refuse")
        self.assertEqual(values["confirm"], "Confirm: Refuse")
        self.assertTrue(values["is_refusal"])
        self.assertEqual(values["facts"], [["Sum", "100 <b>yuan</b>"]])
        self.assertTrue(values["is_open"])
        self.assertIn(["2", "Information is missing"], values["choices"])
