from datetime import timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..tools import content as content_rules
from .common import ApprovalCase

PEOPLE = ("boss", "partner1", "partner2", "outsider")
EVERYBODY = (*PEOPLE, "requester")
FLOWS = st.lists(
    st.tuples(
        st.sampled_from(["any", "all", "in_order"]),
        st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3, unique=True),
    ),
    min_size=1,
    max_size=3,
)
PERSON = st.sampled_from(EVERYBODY)
# Courses that come far are what is worth judging, so they are the likely ones.
LIKELY = ["approve_awaited"] * 5 + ["return_awaited", "return_awaited"]
MOVES = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *LIKELY,
                "approve_deputy",
                "approve_deputy",
                "add_awaited",
                "delegate",
                "approve",
                "refuse",
                "return",
                "add_signer",
                "ask",
                "withdraw",
                "change",
                "revoke",
            ]
        ),
        PERSON,
        PERSON,
        st.integers(0, 2),
    ),
    min_size=4,
    max_size=14,
)


@tagged("post_install", "-at_install")
class TestAnyCourse(ApprovalCase):
    """Whatever people do in whatever order: what the engine grants was decided."""

    @given(FLOWS, MOVES)
    @settings(
        max_examples=60,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        # Shrinking a course of the database takes minutes and says little more.
        phases=[Phase.explicit, Phase.generate],
    )
    def test_granted_only_when_each_step_was_satisfied_on_this_content(
        self, flow, moves
    ):
        with self.env.cr.savepoint() as savepoint:
            self._play(flow, moves)
            savepoint.rollback()
        self.env.invalidate_all()

    def _play(self, flow, moves):
        self._set_flow(flow)
        self.document = self._new_document()
        self.request = self._request(self.document)
        self.delegated = set()
        for kind, who, other, number in moves:
            before = len(self.request.sudo().decision_ids)
            try:
                with self.env.cr.savepoint():
                    getattr(self, f"_move_{kind}")(who, other, number)
            except (AccessError, UserError):
                after = len(self.request.sudo().decision_ids)
                self.assertEqual(after, before, "a refusal leaves no row")
            self.env.invalidate_all()
            self._check_invariants()

    def _set_flow(self, flow):
        self.flow.step_ids.unlink()
        self.flow.step_ids = [
            Command.create(
                {
                    "name": f"Step {number}",
                    "sequence": number,
                    "rule": rule,
                    "user_ids": [Command.set([getattr(self, p).id for p in people])],
                    "can_add_signer": True,
                }
            )
            for number, (rule, people) in enumerate(flow)
        ]

    # -- moves ----------------------------------------------------------------------

    def _as(self, who):
        return self.request.with_user(getattr(self, who))

    def _move_approve(self, who, other, number):
        principal = getattr(self, other).id if number else None
        self._as(who).decide("approve", on_behalf_of=principal)

    def _move_approve_awaited(self, who, other, number):
        awaited = self.request.sudo().awaited_ids[:1]
        self.request.with_user(awaited or self.boss).decide("approve")

    def _move_return_awaited(self, who, other, number):
        """Whoever is awaited sends it back to a step that was decided."""
        earlier = self.request.sudo()._earlier_steps()
        self.request.with_user(self.request.sudo().awaited_ids[:1]).decide(
            "return", "Mend it", step_id=earlier[number : number + 1].id
        )

    def _move_add_awaited(self, who, other, number):
        awaited = self.request.sudo().awaited_ids[:1]
        self.request.with_user(awaited).add_signer(getattr(self, other).id, "after")

    def _move_approve_deputy(self, who, other, number):
        """Whoever may decide for somebody awaited does."""
        for who in EVERYBODY:
            user = getattr(self, who)
            for principal in self.request._principals(user)[self.request] - user:
                self._as(who).decide("approve", on_behalf_of=principal.id)
                return

    def _move_refuse(self, who, other, number):
        self._as(who).decide("refuse", "No")

    def _move_return(self, who, other, number):
        steps = self.request.step_ids.ids
        step_id = steps[number % len(steps)]
        self._as(who).decide("return", "Mend it", step_id=step_id)

    def _move_add_signer(self, who, other, number):
        self._as(who).add_signer(getattr(self, other).id, "before")

    def _move_ask(self, who, other, number):
        self._as(who).ask("Why?", getattr(self, other).id)

    def _move_withdraw(self, who, other, number):
        self._as(who).action_withdraw()

    def _move_change(self, who, other, number):
        self.document.with_user(getattr(self, who)).amount += 1

    def _move_delegate(self, who, other, number):
        now = fields.Datetime.now()
        self.env["crm.approval.delegation"].with_user(getattr(self, who)).create(
            {
                "to_user_id": getattr(self, other).id,
                "date_from": now - timedelta(days=1),
                "date_to": now + timedelta(days=1),
            }
        )
        self.delegated.add((getattr(self, who).id, getattr(self, other).id))

    def _move_revoke(self, who, other, number):
        user = getattr(self, who)
        own = self.env["crm.approval.delegation"].with_user(user)
        own = own.search([("from_user_id", "=", user.id)])
        own.active = False

    # -- what holds at every moment -------------------------------------------------

    def _check_invariants(self):
        request = self.request.sudo()
        result = request._replay()
        self.assertEqual(result.state, request.state)
        self.assertEqual(set(result.awaited), set(request.awaited_ids.ids))
        self.assertEqual(result.step or False, request.current_step_id.id)
        rows = request.decision_ids
        self.assertEqual(
            set(rows.mapped("content_hash")) - {request.content_hash}, set()
        )
        decisive = rows.filtered(lambda row: row.decision in ("approve", "refuse"))
        self.assertNotIn(self.requester, decisive.user_id | decisive.on_behalf_of_id)
        for row in decisive.filtered("on_behalf_of_id"):
            pair = (row.on_behalf_of_id.id, row.user_id.id)
            self.assertIn(pair, self.delegated)
        if request.state == "approved":
            self._check_granted(request, rows)
        else:
            self.assertNotEqual(self.document.approval_state, "approved")

    def _check_granted(self, request, rows):
        """Judge by the plainest reading of the ledger, not by the engine's replay."""
        content = self.document.sudo()._approval_content()
        self.assertEqual(content_rules.digest(content), request.content_hash)
        approved = {}
        for row in rows:
            principal = row.on_behalf_of_id or row.user_id
            if row.decision == "approve":
                approved.setdefault(row.step_id, set()).add(principal)
            elif row.decision == "return":
                approved = {
                    step: people
                    for step, people in approved.items()
                    if step.sequence < row.target_step_id.sequence
                }
            self.assertNotIn(row.decision, ("refuse", "withdraw", "void"))
        for step in request.step_ids:
            people = approved.get(step, set())
            if step.rule == "all":
                self.assertLessEqual(set(step.approver_ids), people, step.name)
            self.assertTrue(people & set(step.approver_ids), step.name)
