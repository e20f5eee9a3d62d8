import base64

from odoo import fields
from odoo.exceptions import AccessError, UserError

from .change_common import ChangeOrderCommon
from .common import SIGNATURE, encoded

PNG = base64.b64decode(SIGNATURE)


class TestChangeOrder(ChangeOrderCommon):
    """From a draft to the contract."""

    def test_from_draft_to_dates_and_budget(self):
        concept, later = self.concept.milestone_id, self.construction
        self.project.write({"budget_hours": 100, "budget_fee": 1000})
        ends = {phase: phase.deadline for phase in concept | later}
        change = self.new_change(deliverable_id=self.concept.id)
        self.assertRegex(change.name, r"^CO\d{4}-\d{4}")
        with self.assertRaisesRegex(UserError, "needs an approval"):
            change.action_send()
        self.accept(self.send(change))
        self.assertEqual(change.state, "accepted")
        self.assertEqual(change.signed_sha256, change.sent_sha256)
        self.assertEqual(concept.deadline, ends[concept], "nothing moves yet")

        supplement = self.supplement(change)
        line = supplement.order_ids.order_line
        self.assertEqual(change.sudo().order_line_id, line)
        self.assertEqual((line.price_unit, line.product_uom_qty), (500, 1))
        self.assertEqual(supplement.order_ids.state, "sale", "not approved again")
        self.assertIn("kitchen opens", supplement.note)
        supplement.action_sign()

        self.assertEqual(change.state, "contracted")
        self._assert_moved(change, ends)
        self.assertEqual(self.project.budget_hours, 112)
        self.assertEqual(self.project.budget_fee, 1500)
        # Agreed with the client: no delay against what was promised first.
        self.assertEqual(self.project.baseline_date, self.project.date)
        self.assertEqual(concept.duration_days, 13)
        self.assertEqual(self.concept.round_limit, 4)
        self._assert_told(change)

    def _assert_moved(self, change, ends):
        is_worked = self.project._is_worked()
        for phase, end in ends.items():
            moved = sum(
                is_worked(day)
                for day in map(
                    lambda n, end=end: fields.Date.add(end, days=n),
                    range(1, (phase.deadline - end).days + 1),
                )
            )
            self.assertEqual(moved, 3, phase.name)
        delay = self.project.delay_ids
        self.assertEqual((delay.cause, delay.days), ("change_order", 3))
        self.assertEqual(delay.change_order_id, change)

    def _assert_told(self, change):
        kinds = self.env["crm.business.event"].search(
            [("res_model", "=", change._name), ("res_id", "=", change.id)]
        )
        self.assertEqual(
            set(kinds.mapped("kind")),
            {
                "change_order.sent",
                "change_order.accepted",
                "change_order.contracted",
            },
        )
        self.assertEqual(kinds.partner_id, self.customer)

    def test_planned_anew_it_keeps_the_days_agreed(self):
        self.construction.planned_start_date = False
        self.accept(self.send(change := self.new_change()))
        self.supplement(change).action_sign()
        end = self.project.date
        self.project._schedule_phases(self.project.date_start)
        self.assertEqual(self.project.date, end)

    def test_accepted_ones_are_gathered_until_somebody_sees_the_draft(self):
        first, second, third = (
            self.send(self.new_change(title=title)) for title in ("A", "B", "C")
        )
        self.accept(first)
        self.accept(second)
        supplement = first.sudo().supplement_id
        self.assertEqual(second.sudo().supplement_id, supplement)
        self.assertEqual(supplement.order_ids.amount_untaxed, 1000)
        supplement.with_user(self.rep).action_confirm_orders()
        self.accept(third)
        self.assertNotEqual(third.sudo().supplement_id, supplement)
        supplement.with_user(self.rep).action_sign()
        self.assertEqual(first.state, "contracted")
        self.assertEqual(third.state, "accepted")
        # Its supplement thrown away, it is drawn up again.
        third.sudo().supplement_id.order_ids.unlink()
        third.sudo().supplement_id.unlink()
        third.with_user(self.rep).action_draw_up_supplement()
        self.assertTrue(third.sudo().supplement_id)

    def test_a_quotation_at_another_price_needs_its_own_approval(self):
        self.contract.order_ids.opportunity_id = self.env["crm.lead"].create(
            {"name": "Hall", "partner_id": self.customer.id, "user_id": self.rep.id}
        )
        self.contract.lead_id = self.contract.order_ids.opportunity_id
        self.accept(self.send(change := self.new_change()))
        order = change.sudo().supplement_id.order_ids
        self.assertTrue(self.env["crm.approval.flow"]._for_document(order))
        self.assertFalse(order._gate_message())
        order.order_line.price_unit = 400
        self.assertIn("needs an approval", order._gate_message())
        order.order_line.price_unit = 500
        order.order_line.copy({"order_id": order.id, "price_unit": 1})
        self.assertIn("needs an approval", order._gate_message())

    def test_free_of_charge_makes_no_quotation(self):
        self.accept(self.send(change := self.new_change(price=0)))
        supplement = change.sudo().supplement_id
        self.assertFalse(supplement.order_ids)
        if not supplement.is_standard:
            supplement.with_user(self.rep).action_request_approval()
            supplement.with_user(self.boss).action_approve()
        supplement.with_user(self.rep).action_sign()
        self.assertEqual(change.state, "contracted")

    def test_it_is_taxed_as_the_contract(self):
        tax = self.env["account.tax"].create(
            {
                "name": "6 %",
                "amount": 6,
                "type_tax_use": "sale",
                "tax_group_id": self.env["account.tax.group"]
                .create({"name": "VAT", "country_id": self.env.ref("base.cn").id})
                .id,
                "country_id": self.env.ref("base.cn").id,
            }
        )
        contract = self.make_contract(self.other_customer)
        contract.order_ids.order_line.tax_ids = tax
        contract.action_sign()
        change = self.new_change(project_id=contract.project_ids.id, effect_ids=False)
        self.assertEqual(change.tax_ids, tax)
        self.assertEqual((change.amount_tax, change.amount_total), (30, 530))
        self.accept(self.send(change))
        self.assertEqual(change.sudo().order_line_id.tax_ids, tax)

    def test_while_the_contract_is_suspended_nothing_is_drawn_up(self):
        change = self.send(self.new_change())
        self.contract._change_state("start", "Go")
        self.contract._change_state("suspend", "No money")
        self.accept(change)
        self.assertEqual(change.state, "accepted", "the client's answer counts")
        self.assertFalse(change.sudo().supplement_id)
        with self.assertRaisesRegex(UserError, "cannot be supplemented"):
            change.with_user(self.rep).action_draw_up_supplement()
        self.contract._change_state("resume", "Money")
        change.with_user(self.rep).action_draw_up_supplement()
        self.assertTrue(change.sudo().supplement_id)

    def test_a_terminated_supplement_takes_its_hours_back(self):
        self.project.budget_hours = 100
        self.accept(self.send(change := self.new_change()))
        supplement = self.supplement(change)
        supplement.action_sign()
        supplement.sudo()._change_state("terminate", "Given up")
        self.assertEqual(change.state, "cancelled")
        self.assertEqual(self.project.budget_hours, 100)

    def test_a_second_click_changes_nothing(self):
        change = self.accept(self.send(self.new_change()))
        supplements = self.contract.supplement_ids
        at = change.signed_at
        self.accept(change)
        self.assertEqual(self.contract.supplement_ids, supplements)
        self.assertEqual(change.signed_at, at)
        with self.assertRaisesRegex(UserError, "accepted by Zhao Ming already"):
            self.accept(change, name="Somebody Else")

    def test_what_changed_meanwhile_is_not_accepted(self):
        change = self.send(self.new_change())
        old = change.sent_sha256
        change.action_back_to_draft()
        change.price = 900
        self.send(change)
        with self.assertRaisesRegex(UserError, "changed since you opened"):
            self.accept(change, shown=old)
        # A line taken away behind our back.
        self.env.flush_all()
        self.env.cr.execute(
            "DELETE FROM project_change_effect WHERE order_id = %s", [change.id]
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "not what was sent"):
            self.accept(change)

    def test_accepted_on_paper_with_its_scan(self):
        change = self.send(self.new_change())
        today = self.env.company._get_work_day()
        wizards = self.env["project.deliverable.paper.signature"]
        values = {"change_order_id": change.id, "signer_name": "Zhao Ming"}
        values |= {"date_signed": today, "scan_name": "signed.png"}
        bad = wizards.with_user(self.rep).create(
            {**values, "scan": encoded(b"no picture")}
        )
        with self.assertRaisesRegex(UserError, "no scan"):
            bad.action_record()
        with self.assertRaises(AccessError):
            wizards.with_user(self.designer).create(
                {**values, "scan": SIGNATURE}
            ).action_record()
        wizards.with_user(self.rep).create(
            {**values, "scan": SIGNATURE}
        ).action_record()
        self.assertEqual(change.state, "accepted")
        self.assertEqual(change.recorded_by_id, self.rep)
        scan = change.scan_attachment_id
        self.assertEqual(scan.raw, PNG)
        with self.assertRaisesRegex(UserError, "signed"):
            scan.sudo().unlink()

    def test_the_client_refuses_with_a_reason(self):
        change = self.send(self.new_change())
        with self.assertRaisesRegex(UserError, "Write why"):
            change.sudo()._refuse_as_client("  ")
        change.sudo()._refuse_as_client("Too expensive")
        change.sudo()._refuse_as_client("Too expensive")
        self.assertEqual(
            (change.state, change.refusal_reason), ("refused", "Too expensive")
        )
        with self.assertRaisesRegex(UserError, "not open"):
            self.accept(change)
        change.action_back_to_draft()
        self.assertEqual(change.state, "draft")
