from odoo.exceptions import UserError

from .change_common import ChangeOrderCommon


class TestRounds(ChangeOrderCommon):
    """In which round a deliverable is, and what follows beyond the contract's."""

    def _remark(self, version):
        version.sudo()._comment_as_client("Wider, please", (0, 0, 0))

    def test_the_round_beyond_the_limit_is_said_and_asked_after(self):
        self.assertEqual(self.contract.included_rounds, 3)
        for number in range(1, 5):
            version = self.release(content=b"%d" % number)
            self.assertEqual(self.concept.round_number, number)
            self.assertEqual(self.concept.is_beyond_rounds, number > 3)
            self._remark(version)
        (event,) = self.env["crm.business.event"].search(
            [("kind", "=", "deliverable.beyond_rounds")]
        )
        self.assertEqual(event.audience_ids, self.lead | self.rep)
        self.assertIn("round 4 of 3", event.name)
        values = self.concept.with_user(self.lead).action_new_change_order()["context"]
        self.assertIn("Wider, please", values["default_description"])
        self.assertIn("Round 4 of 3", values["default_reason"])
        # A draft is being worked out: nobody is asked again.
        self.new_change(deliverable_id=self.concept.id)
        self._remark(version)
        events = self.env["crm.business.event"].search_count(
            [("kind", "=", "deliverable.beyond_rounds")]
        )
        self.assertEqual(events, 1)

    def test_without_a_limit_there_is_no_beyond(self):
        contract = self.make_contract(self.other_customer)
        contract.included_rounds = 0
        contract.action_sign()
        item = self.deliverable("concept", contract.project_ids)
        for number in range(1, 6):
            self.release(item, b"%d" % number)
        self.assertFalse(item.is_beyond_rounds)

    def test_the_rounds_are_agreed_like_the_text(self):
        with self.assertRaisesRegex(UserError, "signed"):
            self.contract.included_rounds = 9
        draft = self.make_contract(self.other_customer)
        before = draft._approval_content()
        draft.included_rounds = 5
        self.assertNotEqual(draft._approval_content(), before)
        self.assertEqual(draft._get_merge_values()["included_rounds"], "5")
