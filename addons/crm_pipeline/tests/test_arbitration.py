from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import MANAGER, PipelineCase

OTHER_SITE = "杭州市滨江区江南大道3688号"


@tagged("post_install", "-at_install")
class TestArbitration(PipelineCase):
    """A conflict is split, or handed to whom it belongs to, through the ledger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager2 = cls._new_user("manager2", MANAGER, "钱经理")

    def _conflict(self, **values):
        """Return (the rep's opportunity, rep2's registration of the same customer)."""
        first = self._converted()
        second = self._submitted(
            user=self.rep2, customer_name="綠城裝飾設計（集團）", **values
        )
        self.assertEqual(second.conflict_level, "review")
        return first.lead_id, second

    def _dialog(self, registration, outcome, user=None):
        action = getattr(
            registration.with_user(user or self.manager),
            {"split": "action_split", "hand_over": "action_hand_over"}.get(
                outcome, "action_approve_as_registered"
            ),
        )()
        return Form(
            self.env["crm.registration.arbitrate"]
            .with_user(user or self.manager)
            .with_context(**action["context"])
        )

    def _arbitrate(self, registration, outcome, user=None, **values):
        form = self._dialog(registration, outcome, user)
        form.reason = "客户确认由两人一起跟进"
        for name, value in values.items():
            form[name] = value
        return form.save().action_confirm()

    def _two_steps(self):
        """Let a second manager decide after the first."""
        self.env["crm.approval.flow"].search(
            [("model_id.model", "=", "crm.registration")]
        ).active = False
        self.env["crm.approval.flow"].create(
            {
                "name": "Two steps",
                "model_id": self.env["ir.model"]._get_id("crm.registration"),
                "step_ids": [
                    Command.create(
                        {
                            "name": "First",
                            "sequence": 1,
                            "approver_kind": "users",
                            "user_ids": [Command.set(self.manager.ids)],
                        }
                    ),
                    Command.create(
                        {
                            "name": "Second",
                            "sequence": 2,
                            "approver_kind": "users",
                            "user_ids": [Command.set(self.manager2.ids)],
                        }
                    ),
                ],
            }
        )

    # -- split -----------------------------------------------------------------------

    def test_a_split_is_kept_with_its_shares_and_reaches_the_opportunity(self):
        _lead, second = self._conflict()
        self._arbitrate(second, "split")
        self.assertEqual(second.state, "converted")
        shares = second.lead_id.registration_id.share_ids
        self.assertEqual(
            {share.user_id: share.percent for share in shares},
            {self.rep2: 70.0, self.rep: 30.0},
        )
        row = second.sudo().approval_request_id.decision_ids[-1]
        self.assertEqual((row.decision, row.user_id), ("approve", self.manager))
        self.assertIn("王强 70 %, 李娜 30 %", row.comment)
        self.assertIn("客户确认", second.decision_note)

    def test_each_preset_makes_a_hundred_and_shares_may_be_typed(self):
        _lead, second = self._conflict()
        form = self._dialog(second, "split")
        for preset in ("70_30", "60_40", "50_50", "30_70"):
            form.preset = preset
            self.assertEqual(form.share_total, 100)
        with form.share_ids.edit(0) as share:
            share.percent = 66.66
        with form.share_ids.edit(1) as share:
            share.percent = 33.34
        form.reason = "Agreed"
        form.save().action_confirm()
        self.assertEqual(sorted(second.share_ids.mapped("percent")), [33.34, 66.66])

    def test_shares_that_make_no_hundred_are_refused(self):
        _lead, second = self._conflict()
        cases = {
            "make 99.99 %": [(self.rep2, 70), (self.rep, 29.99)],
            "at least two": [(self.rep2, 100)],
            "has no share": [(self.rep, 50), (self.seller, 50)],
            "named twice": [(self.rep2, 50), (self.rep2, 50)],
            "more than nothing": [(self.rep2, 130), (self.rep, -30)],
            "to yourself": [(self.rep2, 50), (self.manager, 50)],
            "no colleague": [(self.rep2, 50), (self.client, 50)],
        }
        registration = second.with_user(self.manager)
        for sentence, shares in cases.items():
            with self.subTest(sentence), self.assertRaisesRegex(UserError, sentence):
                registration._arbitrate("split", "Agreed", shares=shares)
        self.assertEqual(second.state, "submitted")
        self.assertFalse(second.sudo().outcome_ids)

    def test_who_shares_it_is_told_once_and_sees_it(self):
        _lead, second = self._conflict()
        self.assertFalse(second.with_user(self.rep).has_access("read"))
        self._arbitrate(second, "split")
        self.env.invalidate_all()
        for record in (second, second.lead_id, second.share_ids):
            self.assertTrue(record.with_user(self.rep).has_access("read"))
            self.assertFalse(record.with_user(self.rep).has_access("write"))
        stranger = self._new_user("stranger", "sales_team.group_sale_salesman", "外人")
        for record in (second, second.lead_id, second.share_ids):
            self.assertFalse(record.with_user(stranger).has_access("read"))
        events = self.env["crm.business.event"].search(
            [("res_model", "=", second._name), ("res_id", "=", second.id)]
        )
        told = {event.kind: event.audience_ids for event in events}
        self.assertEqual(told["registration.split"], self.rep)
        self.assertEqual(told["registration.approved"], self.rep2)

    # -- hand over -------------------------------------------------------------------

    def test_the_existing_owner_s_opportunity_at_this_site_is_linked(self):
        lead, second = self._conflict()
        self._arbitrate(second, "hand_over")
        self.assertEqual(second.state, "rejected")
        self.assertFalse(second.lead_id)
        self.assertEqual(second.sudo().outcome_ids.lead_id, lead)
        self.assertEqual(lead.user_id, self.rep)

    def test_at_another_site_the_owner_gets_an_opportunity_of_its_own(self):
        lead, second = self._conflict(
            site_address=OTHER_SITE, project_name="滨江展厅", contact_name="赵敏"
        )
        self._arbitrate(second, "hand_over")
        new = second.sudo().outcome_ids.lead_id
        self.assertNotEqual(new, lead)
        self.assertEqual((new.user_id, new.partner_id), (self.rep, lead.partner_id))
        self.assertEqual(new.project_name, "滨江展厅")
        self.assertFalse(new.contact_name)
        self.assertFalse(new.registration_id)
        row = self.env["crm.ownership"].search([("lead_id", "=", new.id)])
        self.assertEqual(
            (row.reason, row.user_id, row.decided_by_id),
            ("arbitration", self.rep, self.manager),
        )

    def test_the_claimant_is_told_nothing_that_he_may_not_know(self):
        lead, second = self._conflict()
        self._arbitrate(second, "hand_over", reason="先有人在跟")
        seen = second.with_user(self.rep2)
        events = self.env["crm.business.event"].search([])
        mine = events.filtered(lambda event: self.rep2 in event.audience_ids)
        texts = [
            seen.decision_note,
            str(seen.approval_progress),
            *seen.message_ids.mapped("body"),
            *mine.mapped("name"),
        ]
        for text in texts:
            for secret in ("李娜", "杭州绿城装饰设计有限公司", lead.name):
                self.assertNotIn(secret, str(text))
        self.assertIn("先有人在跟", seen.decision_note)
        for name in ("outcome_ids", "share_ids"):
            self.assertFalse(seen[name])

    def test_both_hear_of_it_once(self):
        _lead, second = self._conflict()
        self._arbitrate(second, "hand_over")
        events = self.env["crm.business.event"].search(
            [("kind", "in", ("registration.refused", "registration.handed_over"))]
        )
        self.assertEqual(
            {event.kind: event.audience_ids for event in events},
            {
                "registration.refused": self.rep2,
                "registration.handed_over": self.rep,
            },
        )

    def test_a_record_that_nobody_has_is_not_handed_over(self):
        customer = self.env["res.partner"].create(
            {"name": "绿城装饰设计", "is_company": True}
        )
        second = self._submitted(user=self.rep2)
        match = second.sudo().match_ids.filtered(
            lambda match: match.res_id == customer.id
        )
        registration = second.with_user(self.manager)
        for wrong in (match, None):
            with self.assertRaisesRegex(UserError, "that has a salesperson"):
                registration._arbitrate("hand_over", "No", match=wrong)

    def test_a_match_of_another_registration_is_not_taken(self):
        _lead, second = self._conflict()
        third = self._submitted(
            user=self.seller, customer_name="綠城裝飾設計", site_address="文三路1号"
        )
        with self.assertRaisesRegex(UserError, "that has a salesperson"):
            second.with_user(self.manager)._arbitrate(
                "hand_over", "No", match=third.sudo().match_ids[:1]
            )

    # -- several steps -----------------------------------------------------------------

    def test_nothing_happens_before_the_last_step_is_granted(self):
        self._two_steps()
        first = self._submitted()
        self._decide(first)
        self._decide(first, user=self.manager2)
        second = self._submitted(user=self.rep2, customer_name="綠城裝飾設計（集團）")
        self._arbitrate(second, "split")
        self.assertEqual(second.state, "submitted")
        self.assertFalse(second.share_ids)
        request = second.sudo().approval_request_id
        shown = request.with_user(self.manager2).summary_html
        self.assertIn("王强 70 %, 李娜 30 %", shown)
        self.assertNotIn("李娜", request.with_user(self.rep2).summary_html)
        self.assertTrue(second.with_user(self.manager2).has_proposal)
        self._decide(second, user=self.manager2)
        self.assertEqual(second.state, "converted")
        self.assertEqual(len(second.share_ids), 2)

    def test_a_later_approver_may_set_a_proposal_aside(self):
        self._two_steps()
        first = self._submitted()
        self._decide(first)
        self._decide(first, user=self.manager2)
        second = self._submitted(user=self.rep2, customer_name="綠城裝飾設計（集團）")
        self._arbitrate(second, "split")
        self._arbitrate(second, "approve", user=self.manager2)
        self.assertEqual(second.state, "converted")
        self.assertFalse(second.share_ids)
        self.assertEqual(len(second.sudo().outcome_ids), 2)

    def test_a_refusal_leaves_no_shares_and_a_new_round_starts_afresh(self):
        self._two_steps()
        first = self._submitted()
        self._decide(first)
        self._decide(first, user=self.manager2)
        second = self._submitted(user=self.rep2, customer_name="綠城裝飾設計（集團）")
        self._arbitrate(second, "split")
        self._decide(second, "refuse", "No", user=self.manager2)
        self.assertEqual(second.state, "rejected")
        second.action_submit()
        self._decide(second, comment="Now")
        self._decide(second, comment="Now", user=self.manager2)
        self.assertEqual(second.state, "converted")
        self.assertFalse(second.share_ids)

    # -- nobody forges it ------------------------------------------------------------

    def test_only_who_may_decide_now_arbitrates(self):
        _lead, second = self._conflict()
        shares = [(self.rep2, 70), (self.rep, 30)]
        for user in (self.rep2, self.leader, self.seller):
            with self.subTest(user.login), self.assertRaises(UserError):
                second.with_user(user)._arbitrate("split", "Mine", shares=shares)
        self.assertFalse(second.sudo().outcome_ids)
        self._arbitrate(second, "split")
        with self.assertRaisesRegex(UserError, "no conflict to arbitrate"):
            second.with_user(self.manager)._arbitrate("split", "Again", shares=shares)

    def test_the_dialog_of_a_stranger_decides_nothing(self):
        _lead, second = self._conflict()
        dialog = (
            self.env["crm.registration.arbitrate"]
            .with_user(self.rep)
            .create(
                {
                    "registration_id": second.id,
                    "outcome": "split",
                    "reason": "Mine",
                    "share_ids": [
                        Command.create({"user_id": self.rep2.id, "percent": 10}),
                        Command.create({"user_id": self.rep.id, "percent": 90}),
                    ],
                }
            )
        )
        with self.assertRaises(AccessError):
            dialog.action_confirm()

    def test_without_a_conflict_there_is_nothing_to_arbitrate(self):
        registration = self._submitted()
        self.assertFalse(registration.with_user(self.manager).can_arbitrate)
        with self.assertRaisesRegex(UserError, "no conflict to arbitrate"):
            registration.with_user(self.manager)._arbitrate("approve", "Yes")

    def test_without_a_reason_nothing_is_arbitrated(self):
        _lead, second = self._conflict()
        with self.assertRaisesRegex(UserError, "Say why"):
            second.with_user(self.manager)._arbitrate("approve", "  ")

    def test_outcomes_and_shares_are_written_by_nobody(self):
        _lead, second = self._conflict()
        self._arbitrate(second, "split")
        outcome, share = second.sudo().outcome_ids, second.share_ids[0]
        for user in (self.rep, self.rep2, self.manager):
            for record in (outcome, share):
                for operation in ("write", "create", "unlink"):
                    self.assertFalse(record.with_user(user).has_access(operation))
        for values in ({"share_ids": [(5,)]}, {"outcome_ids": [(5,)]}):
            with self.assertRaisesRegex(AccessError, "cannot be written"):
                second.with_user(self.manager).write(values)
        with self.assertRaisesRegex(UserError, "evidence"):
            outcome.reason = "Other"
        with self.assertRaisesRegex(UserError, "evidence"):
            outcome.unlink()
