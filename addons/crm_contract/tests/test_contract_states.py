from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ContractCase


@tagged("post_install", "-at_install")
class TestContractStates(ContractCase):
    """What becomes of a signed contract, by whose hand, and why."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._new_signed_contract()

    def _change(self, action, reason="Because", user=None):
        return self.contract.with_user(user or self.rep)._change_state(action, reason)

    def test_it_starts_stops_goes_on_and_is_closed(self):
        self.contract.action_start()
        self.assertEqual(self.contract.state, "running")
        self._change("suspend", "The client waits for a permit")
        self.assertEqual(self.contract.state, "suspended")
        self._change("resume", "The permit came")
        self.assertEqual(self.contract.state, "running")
        self._change("close", "All is paid")
        self.assertEqual(self.contract.state, "closed")
        rows = self.contract.state_change_ids.sorted("id", reverse=True)
        self.assertEqual(rows.mapped("action"), ["close", "resume", "suspend", "start"])
        self.assertEqual(rows[2].reason, "The client waits for a permit")
        self.assertEqual(rows.user_id, self.rep)
        self.assertEqual(
            (rows[2].old_state, rows[2].new_state), ("running", "suspended")
        )

    def test_it_goes_on_where_it_was(self):
        self._change("suspend")
        self._change("resume")
        self.assertEqual(self.contract.state, "signed")

    def test_all_but_a_start_need_a_reason(self):
        for action in ("suspend", "close", "terminate"):
            with self.assertRaisesRegex(UserError, "say why"):
                self._change(action, "  ", user=self.manager)
        self.assertEqual(self.contract.state, "signed")

    def test_the_dialog_asks_and_does_it(self):
        action = self.contract.action_suspend()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.rep)
            .with_context(**action["context"])
            .create({"reason": "Holiday"})
        )
        wizard.action_confirm()
        self.assertEqual(self.contract.state, "suspended")

    def test_what_is_over_stays_over(self):
        self._change("terminate", user=self.manager)
        for action in ("start", "suspend", "resume", "close", "terminate"):
            with self.assertRaisesRegex(UserError, "Terminated"):
                self._change(action, user=self.manager)

    def test_what_money_depends_on_is_terminated_by_those_who_lead(self):
        with self.assertRaisesRegex(AccessError, "Zhou Min, a sales manager"):
            self._change("terminate")
        self._change("terminate", user=self.leader)
        self.assertEqual(self.contract.state, "terminated")

    def test_a_colleague_changes_nothing(self):
        for action in ("start", "suspend", "close", "terminate"):
            with self.assertRaises(AccessError):
                self._change(action, user=self.rep2)
        everybody = self._new_user(
            "all", "sales_team.group_sale_salesman_all_leads", "Xu"
        )
        with self.assertRaisesRegex(AccessError, "Li Na"):
            self._change("suspend", user=everybody)

    def test_nobody_writes_state_or_ledger(self):
        with self.assertRaises(AccessError):
            self.contract.with_user(self.manager).write({"state": "running"})
        self._change("suspend")
        row = self.contract.state_change_ids
        with self.assertRaises(AccessError):
            row.with_user(self.manager).write({"reason": "Other"})
        with self.assertRaisesRegex(UserError, "ledger"):
            row.sudo().write({"reason": "Other"})
        with self.assertRaisesRegex(UserError, "ledger"):
            row.sudo().unlink()
        with self.assertRaises(AccessError):
            row.with_user(self.manager).create(
                {"contract_id": self.contract.id, "action": "start"}
            )
        self.assertFalse(
            row.with_user(self.rep2).search([("contract_id", "=", self.contract.id)])
        )

    def test_the_timeline_and_the_people_hear_of_it(self):
        self._change("suspend", "No permit", user=self.leader)
        event = self.env["crm.business.event"].search(
            [("kind", "=", "contract.suspended"), ("res_id", "=", self.contract.id)]
        )
        self.assertIn("No permit", event.name)
        self.assertEqual(event.audience_ids, self.rep | self.leader)
        self.assertEqual(event.partner_id, self.customer)

    def test_others_are_told_once_as_the_superuser(self):
        calls = []
        model = self.env.registry["crm.contract"]
        self.patch(
            model,
            "_on_state_changed",
            lambda contract, change: calls.append((contract.env.su, change.action)),
        )
        self._change("suspend")
        self.assertEqual(calls, [(True, "suspend")])

    def test_a_draft_is_deleted_but_what_was_sent_is_terminated(self):
        draft = self._new_contract(self._approve(self._new_order()))
        with self.assertRaisesRegex(UserError, "Draft"):
            draft.action_terminate()
        draft.action_send()
        draft._change_state("terminate", "They chose another office")
        self.assertEqual(draft.state, "terminated")
        with self.assertRaisesRegex(UserError, "is terminated"):
            draft.title = "Other"

    def test_a_supplement_that_is_out_comes_back_first(self):
        wizard = self.env["crm.contract.supplement"].with_user(self.rep)
        wizard = wizard.create({"contract_id": self.contract.id, "change": "Longer"})
        supplement = self.contract.browse(wizard.action_create_supplement()["res_id"])
        self.assertIn(supplement.name, str(self._notes("close")))
        supplement.action_request_approval()
        with self.assertRaisesRegex(UserError, f"{supplement.name}.* is out"):
            self._change("close")
        supplement.action_back_to_draft()
        self._change("close")
        with self.assertRaisesRegex(UserError, "Closed"):
            supplement.action_send()

    def _notes(self, action):
        return self.contract.sudo()._get_state_change_notes(action)

    def test_a_closed_contract_is_as_fixed_as_a_signed_one(self):
        self._change("close")
        with self.assertRaisesRegex(UserError, "cannot change any more"):
            self.contract.title = "Other"
