import base64

from psycopg2 import DatabaseError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tools import mute_logger

from .change_common import ChangeOrderCommon
from .common import SIGNATURE, encoded

PNG = base64.b64decode(SIGNATURE)


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
        self.assertEqual(self.project.budget_hours, 112)
        self.assertEqual(self.project.budget_fee, 1500)
        # Agreed with the client: no delay against what was promised first.
        self.assertEqual(self.project.baseline_date, self.project.date)
        self.assertEqual(concept.duration_days, 13)
        self.assertEqual(self.concept.round_limit, 4)
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
                .create({"name": "VAT"})
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
        today = fields.Date.context_today(change)
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


class TestChangeOrderGuards(ChangeOrderCommon):
    """Who may do what, and what nobody may."""

    def test_who_sees_what(self):
        change = self.new_change()
        for user in (self.lead, self.designer, self.rep, self.boss):
            self.assertTrue(change.with_user(user).has_access("read"), user.login)
        for user in (self.outsider, self.other_rep):
            self.assertFalse(change.with_user(user).has_access("read"), user.login)
            lines = (change.effect_ids | change.effect_ids).with_user(user)
            self.assertFalse(lines.has_access("read"))
        for user in (self.client, self.stranger):
            with self.assertRaises(AccessError):
                change.with_user(user).read(["title"])
        # Sales knows the price and not what it costs us; designers the reverse.
        self.assertEqual(change.with_user(self.rep).price, 500)
        with self.assertRaises(AccessError):
            change.with_user(self.rep).read(["hours"])
        with self.assertRaises(AccessError):
            change.with_user(self.rep).effort_ids.read(["hours"])
        self.assertEqual(change.with_user(self.designer).hours, 12)
        for name in ("price", "amount_total"):
            with self.assertRaises(AccessError):
                change.with_user(self.designer).read([name])

    def test_a_designer_works_it_out_and_does_not_price_it(self):
        change = (
            self.env["project.change.order"]
            .with_user(self.designer)
            .create(
                {
                    "project_id": self.project.id,
                    "title": "Lobby",
                    "description": "Higher",
                    "effort_ids": [],
                }
            )
        )
        self.assertEqual(change.user_id, self.lead)
        with self.assertRaises(AccessError):
            change.price = 5
        with self.assertRaisesRegex(AccessError, "Give to Sales"):
            change.action_send()
        change.action_give_to_sales()
        self.assertEqual(change.user_id, self.rep)
        (event,) = self.env["crm.business.event"].search(
            [("kind", "=", "change_order.to_price")]
        )
        self.assertIn(self.rep, event.audience_ids)
        bench = self.env["crm.workbench"].with_user(self.rep).load()
        cards = [card for card in bench["cards"] if card["kind"] == "change"]
        self.assertEqual([card["res_id"] for card in cards], change.ids)
        change.with_user(self.rep).price = 300
        self.send(change.with_user(self.rep))

    def test_the_salesperson_does_not_approve_his_own_contract(self):
        change = self.new_change()
        change.action_request_approval()
        for user in (self.rep, self.lead):
            with self.assertRaises(UserError):
                change.with_user(user).action_approve()

    def test_a_change_after_the_approval_voids_it(self):
        change = self.new_change()
        change.action_request_approval()
        change.with_user(self.boss).action_approve()
        change.effect_ids.days = 9
        with self.assertRaisesRegex(UserError, "needs an approval"):
            change.action_send()
        for line in (change.effort_ids, change.effect_ids):
            change.action_request_approval()
            change.with_user(self.boss).action_approve()
            line.unlink()
            self.assertEqual(change.approval_state, "voided")

    def test_what_code_writes_is_not_written_by_rpc(self):
        change = self.new_change()
        for vals in (
            {"state": "accepted"},
            {"signed_by": "Eve"},
            {"name": "X"},
            {"sent_sha256": "0"},
            {"supplement_id": self.contract.id},
        ):
            for user in (self.lead, self.env.ref("base.user_admin")):
                with self.assertRaisesRegex(UserError, "buttons"):
                    change.with_user(user).write(vals)
        made = self.new_change(state="accepted", signed_by="Eve", name="X")
        self.assertEqual((made.state, made.signed_by), ("draft", False))
        made = (
            self.env["project.change.order"]
            .with_user(self.lead)
            .with_context(
                default_state="accepted", default_signed_by="Eve", change_flow=True
            )
            .create({"project_id": self.project.id, "title": "A", "description": "B"})
        )
        self.assertEqual((made.state, made.signed_by), ("draft", False))

    def test_what_is_out_or_accepted_does_not_change(self):
        change = self.send(self.new_change())
        role = self.env["project.role"].search([], limit=2)[1]
        tries = (
            lambda: change.write({"price": 1}),
            lambda: change.effect_ids.write({"days": 1}),
            lambda: change.effect_ids.unlink(),
            lambda: change.effort_ids.create(
                {"order_id": change.id, "role_id": role.id, "hours": 1}
            ),
            lambda: change.unlink(),
        )
        for attempt in tries:
            with self.assertRaises(UserError), self.env.cr.savepoint():
                attempt()
        self.accept(change)
        for attempt in (*tries, change.action_back_to_draft, change.action_cancel):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                attempt()
        drawn = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", change._name),
                    ("res_id", "=", change.id),
                    ("res_field", "=", "signature"),
                ]
            )
        )
        self.assertTrue(drawn)
        with self.assertRaises(UserError):
            drawn.write({"raw": b"forged"})

    @mute_logger("odoo.sql_db")
    def test_an_accepted_one_is_fixed_in_the_database(self):
        change = self.accept(self.send(self.new_change()))
        self.env.flush_all()
        for statement in (
            "UPDATE project_change_order SET price = 1 WHERE id = %s",
            "UPDATE project_change_order SET state = 'draft' WHERE id = %s",
            "UPDATE project_change_order SET signed_by = 'Eve' WHERE id = %s",
            "DELETE FROM project_change_order WHERE id = %s",
        ):
            with self.assertRaises(DatabaseError), self.env.cr.savepoint():
                self.env.cr.execute(statement, [change.id])

    def test_bad_input_is_told(self):
        other = self.make_contract(self.other_customer)
        other.action_sign()
        foreign = other.project_ids
        phase = foreign.milestone_ids[0]
        for values, words in (
            (
                {"effect_ids": [Command.create({"milestone_id": phase.id, "days": 1})]},
                "another project",
            ),
            (
                {"deliverable_id": self.deliverable("concept", foreign).id},
                "another project",
            ),
            ({"project_id": self.template.id, "effect_ids": []}, "no contract"),
        ):
            with self.assertRaisesRegex(ValidationError, words):
                self.new_change(**values)
        change = self.new_change(description="  ")
        with self.assertRaisesRegex(UserError, "Write what changes"):
            change.action_request_approval()
