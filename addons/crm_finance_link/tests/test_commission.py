from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .commission_common import CommissionCommon


@tagged("post_install", "-at_install")
class TestCommission(CommissionCommon):
    def test_money_on_an_invoice_brings_commission_at_once(self):
        self.assertFalse(self.entries())
        self.pay(self.invoice)
        rep = self.entries(self.rep)
        self.assertEqual((rep.base, rep.amount, rep.kind), (200, 6, "receipt"))
        self.assertEqual(self.earned(self.leader), 2)
        self.assertEqual(rep.contract_id, self.contract)
        self.assertEqual(rep.statement_id.user_id, self.rep)
        self.assertIn("200", rep.explanation)
        self.assertIn("3 %", rep.explanation)

    def test_parts_bring_parts_and_add_up_to_the_cent(self):
        for amount in (70.67, 70.67, 70.66):
            self.pay(self.invoice, amount)
        rows = self.entries(self.rep)
        self.assertEqual(len(rows), 3)
        self.assertAlmostEqual(sum(rows.mapped("base")), 200, places=6)
        self.assertEqual(self.deposit.state, "paid")

    def test_an_advance_counts_when_it_meets_the_invoice(self):
        payment = self.env["account.payment"].create(
            {
                "partner_id": self.customer.id,
                "amount": 500,
                "payment_type": "inbound",
                "journal_id": self.company_data["default_journal_bank"].id,
            }
        )
        payment.action_post()
        self.assertFalse(self.entries())
        self._reconcile(payment.move_id, self.invoice)
        self.assertEqual(self.earned(self.rep), 6)

    def _reconcile(self, *moves):
        lines = self.env["account.move"].concat(*moves).line_ids
        lines.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        ).reconcile()

    def test_unreconciling_takes_back_in_a_row_of_its_own(self):
        payment = self.pay(self.invoice)
        first = self.entries(self.rep)
        payment.with_user(self.biller).action_cancel()
        self.assertEqual(self.earned(self.rep), 0)
        back = self.entries(self.rep, kind="clawback")
        self.assertEqual((back.amount, back.original_id), (-6, first))
        self.assertEqual(first.amount, 6)
        self.pay(self.invoice)
        self.assertEqual(self.earned(self.rep), 6)

    def test_a_credit_note_takes_back_before_any_money_goes(self):
        self.pay(self.invoice)
        note = self.reverse(self.invoice)
        self.assertEqual(self.earned(self.rep), 0)
        self.pay(note)
        self.assertEqual(self.earned(self.rep), 0)

    def test_a_credit_note_that_is_cancelled_gives_again(self):
        self.pay(self.invoice)
        note = self.reverse(self.invoice)
        note.with_user(self.biller).button_draft()
        self.assertEqual(self.earned(self.rep), 6)
        self.assertEqual(
            self.entries(self.rep).mapped("kind"), ["receipt", "clawback", "restored"]
        )

    def test_credit_moves_on_to_another_instalment(self):
        self.pay(self.invoice)
        note = self.reverse(self.invoice)
        concept = self.line(self.contract, "Concept")
        concept.sudo()._trigger()
        self.post(concept.invoice_ids)
        self._reconcile(note, concept.invoice_ids)
        self.assertEqual(self.earned(self.rep), 0)
        moved = concept.env["crm.commission.entry"].search(
            [("plan_line_id", "=", concept.id), ("user_id", "=", self.rep.id)]
        )
        self.assertEqual(moved.amount, 6)

    def test_a_bad_debt_that_is_written_off_brings_nothing(self):
        account = self.company_data["default_account_expense"]
        term = self.invoice.line_ids.filtered(
            lambda line: line.display_type == "payment_term"
        )
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "line_ids": [
                    Command.create({"account_id": account.id, "debit": 212}),
                    Command.create(
                        {
                            "account_id": term.account_id.id,
                            "partner_id": self.customer.id,
                            "credit": 212,
                        }
                    ),
                ],
            }
        )
        entry.action_post()
        self._reconcile(entry, self.invoice)
        self.assertFalse(self.entries())

    def test_what_a_payment_wrote_off_is_no_money(self):
        self.pay(
            self.invoice,
            206,
            payment_difference_handling="reconcile",
            writeoff_account_id=self.company_data["default_account_expense"].id,
        )
        self.assertEqual(self.invoice.amount_residual, 0)
        self.assertEqual(self.entries(self.rep).received, 206)

    def test_foreign_money_counts_at_the_rate_of_the_payment(self):
        currency = self.setup_other_currency(
            "EUR", rates=[("2016-01-01", 2.0), ("2017-01-01", 2.0)]
        )
        self.pay(self.invoice, 212, currency_id=currency.id)
        row = self.entries(self.rep)
        self.assertEqual((row.received, row.base, row.amount), (106, 100, 3))

    def test_the_shares_of_the_arbitration_count(self):
        self.split_sales((self.rep, 70), (self.rival, 30))
        self.pay(self.invoice, 100.01)
        rows = self.entries(role="sales")
        self.assertEqual(rows.mapped("user_id"), self.rep | self.rival)
        self.assertAlmostEqual(sum(rows.mapped("base")), 94.35, places=6)
        self.assertAlmostEqual(sum(rows.mapped("amount")), 2.83, places=6)

    def test_who_has_it_later_changes_nothing(self):
        self.contract.sudo().user_id = self.rival
        self.pay(self.invoice)
        self.assertEqual(self.earned(self.rep), 6)
        self.assertFalse(self.entries(self.rival))

    def test_another_split_counts_from_then_on(self):
        self.pay(self.invoice, 106)
        self.split_sales((self.rival, 100))
        self.pay(self.invoice, 106)
        self.assertEqual((self.earned(self.rep), self.earned(self.rival)), (3, 3))

    def test_whoever_left_gets_his_or_nothing_as_the_plan_says(self):
        self.rep.active = False
        self.pay(self.invoice, 106)
        self.assertEqual(self.earned(self.rep), 3)
        self.commission_plan.pays_former = False
        self.pay(self.invoice, 106)
        self.assertEqual(self.earned(self.rep), 3)
        last = self.entries(self.rep)[-1]
        self.assertTrue(last.is_former)
        self.assertIn("left", last.explanation)

    def test_what_comes_in_above_a_tier_has_its_rate(self):
        rule = self.commission_plan.rule_ids.filtered(lambda r: r.role == "sales")
        rule.tier_ids = [Command.create({"start": 150, "rate": 5})]
        self.pay(self.invoice, 106)
        self.pay(self.invoice, 106)
        rows = self.entries(self.rep)
        self.assertEqual(rows.mapped("amount"), [3, 4])
        self.assertEqual(rows[1].slices, [[50, 3], [50, 5]])

    def test_the_nearest_plan_counts(self):
        kind = self.env["crm.design.type"].create({"name": "Villa", "code": "villa"})
        mine = self.make_commission_plan(("sales", 4), user_ids=self.rep.ids)
        rules = self.commission_plan | mine
        none = self.env["crm.design.type"]
        booking = self.env["crm.commission.booking"]

        def rate(user, design_type):
            found = rules._find_rules(user, self.team, "sales", self.today)
            return booking._pick_rule(found, design_type, self.product).rate

        self.assertEqual(rate(self.rep, none), 4)
        self.assertEqual(rate(self.rival, none), 3)
        mine.rule_ids = [
            Command.create({"role": "sales", "rate": 6, "design_type_id": kind.id})
        ]
        self.assertEqual(rate(self.rep, kind), 6)
        mine.date_to = "2020-02-01"
        self.assertEqual(rate(self.rep, kind), 3)

    def test_no_plan_no_commission_and_the_night_books_it_later(self):
        self.commission_plan.active = False
        self.pay(self.invoice)
        self.assertFalse(self.entries())
        self.commission_plan.active = True
        self._sweep()
        self.assertEqual(self.earned(self.rep), 6)
        before = self.entries()
        self._sweep()
        self.assertEqual(self.entries(), before)

    def _pay_uncovered(self):
        """Take money that no rule covers; return its instalment."""
        self.commission_plan.rule_ids[1].unlink()
        self.commission_plan.rule_ids.role = "lead"  # nobody is
        self.pay(self.invoice)
        self.assertFalse(self.entries())
        return self.deposit

    def _get_unbooked(self, lines):
        """Return those of ``lines`` that the night would look at."""
        ids = {line_id for line_id, _mark in lines._get_unbooked()}
        return lines.filtered(lambda line: line.id in ids)

    def test_the_night_looks_once_at_what_no_rule_covers(self):
        line = self._pay_uncovered()
        self.assertEqual(self._get_unbooked(line), line)
        self._sweep()
        self.assertFalse(self._get_unbooked(line))
        # A rule that comes later finds what came in before, from the plan's day on.
        self.commission_plan.write(
            {"rule_ids": [Command.create({"role": "sales", "rate": 3})]}
        )
        self._sweep()
        self.assertEqual(self.earned(self.rep), 6)
        self.assertFalse(self._get_unbooked(line))

    def test_whatever_may_cover_it_lets_the_night_look_again(self):
        line = self._pay_uncovered()
        changes = {
            "another plan of an earlier day": lambda: self.make_commission_plan(
                ("lead", 1), date_from="2019-01-01"
            ),
            "a rule": lambda: self.commission_plan.rule_ids.write({"rate": 5}),
            "people": lambda: self.commission_plan.write(
                {"user_ids": [Command.link(self.rep.id)]}
            ),
            "another split": lambda: self.split_sales((self.rival, 100)),
            "the category of what was sold": lambda: self.product.write(
                {"categ_id": self.product.categ_id.create({"name": "Interior"}).id}
            ),
            "the contract": lambda: self.contract.write({"team_id": False}),
        }
        for what, change in changes.items():
            # Within one test all is written at one moment.
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE crm_commission_plan SET write_date = '2020-01-01';"
                "UPDATE crm_commission_rule SET write_date = '2020-01-01';"
                "UPDATE crm_contract SET write_date = '2020-01-01'"
            )
            self.env.invalidate_all()
            self._sweep()
            self.assertFalse(self._get_unbooked(line), what)
            change()
            self.assertEqual(self._get_unbooked(line), line, what)

    def test_a_credit_note_is_looked_at_once_as_well(self):
        self.pay(self.invoice)
        self.reverse(self.invoice)
        self.assertEqual(self.earned(self.rep), 0)
        self._sweep()
        self.assertFalse(self._get_unbooked(self.deposit))

    def _sweep(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "crm_finance_link.ir_cron_book_commission"
            ).method_direct_trigger()

    def test_the_night_takes_back_what_lost_its_reconciliation(self):
        self.pay(self.invoice)
        self.env.flush_all()
        # As after a kill or a hand in the database.
        self.env.cr.execute(
            "DELETE FROM account_partial_reconcile WHERE id = %s",
            [self.entries(self.rep).partial_ref],
        )
        self.env.invalidate_all()
        self._sweep()
        self.assertEqual(self.earned(self.rep), 0)

    def _count(self, function, *args):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function(*args)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_ten_times_the_instalments_cost_the_same(self):
        """The first look of a night, its second, and the booking."""
        lines = self.deposit
        for _number in range(9):
            contract = self.make_team_contract()
            line = contract.plan_line_ids[0]
            self.post(line.invoice_ids)
            lines |= line
        roles = self.commission_plan.rule_ids.mapped("role")
        self.commission_plan.rule_ids[0].role = "lead"
        self.commission_plan.rule_ids[1].role = "design"
        self.pay(lines.invoice_ids, group_payment=False)
        night = self.env["crm.payment.plan.line"]._cron_book_commission

        cron = self.registry["ir.cron"]
        with patch.object(cron, "_commit_progress", return_value=1):
            self._count(night)
            self.assertFalse(self._get_unbooked(lines))
            nothing = self._count(night)
            looks = []
            for some in (lines[:1], lines[1:]):
                some.commission_mark = False
                self.assertEqual(self._get_unbooked(lines), some)
                looks.append(self._count(night))
        self.assertLess(nothing, looks[0])
        self.assertLessEqual(looks[1], looks[0])
        for rule, role in zip(self.commission_plan.rule_ids, roles, strict=True):
            rule.role = role
        booking = self.env["crm.commission.booking"]
        counts = [self._count(booking._book, some) for some in (lines[:1], lines[1:])]
        self.assertLessEqual(counts[1], counts[0])
        self.assertEqual(
            len(
                self.env["crm.commission.entry"]
                .sudo()
                .search([("plan_line_id", "in", lines.ids)])
            ),
            2 * len(lines),
        )

    def test_two_rules_of_one_role_are_refused(self):
        with self.assertRaisesRegex(UserError, "two rules"):
            self.make_commission_plan(("sales", 3), ("sales", 4))

    def test_a_split_makes_a_hundred_percent(self):
        with self.assertRaisesRegex(UserError, "not 100"):
            self.split_sales((self.rep, 70), (self.rival, 20))
