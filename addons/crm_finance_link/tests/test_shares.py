from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import PlanCommon


@tagged("post_install", "-at_install")
class TestShares(PlanCommon):
    """Plans by share are the contract to the cent, and nobody gets around that."""

    def setUp(self):
        super().setUp()
        self.contract = self.make_contract([(1, 1000.01, 0)])
        self.plan = self.contract.plan_ids
        self.lines = self.plan.line_ids

    def test_the_odd_cent_of_a_template_is_explained(self):
        self.assertEqual(self.lines.mapped("amount"), [200.0, 400.01, 300.0, 100.0])
        self.assertEqual(self.lines.mapped("share"), [20, 40, 30, 10])
        self.assertIn("Concept +0.01", self.plan.rounding_note)

    def test_shares_typed_in_the_form_give_amounts_and_the_last_takes_the_cents(self):
        with Form(self.plan.with_user(self.rep)) as form:
            for place, share in ((1, 33.3), (2, 23.3), (3, 23.4)):
                with form.line_ids.edit(place) as line:
                    line.share = share
        self.assertEqual(self.lines.mapped("amount"), [200.0, 333.0, 233.0, 234.01])
        self.assertEqual(self.lines.mapped("share"), [20, 33.3, 23.3, 23.4])
        self.assertIn("Site +0.01", self.plan.rounding_note)

    def test_an_amount_that_is_typed_stays_as_it_was_typed(self):
        with Form(self.plan.with_user(self.rep)) as form:
            with form.line_ids.edit(1) as line:
                line.amount = 333.33
            with form.line_ids.edit(2) as line:
                line.amount = 366.68
        self.assertEqual(self.lines.mapped("amount"), [200.0, 333.33, 366.68, 100.0])
        self.assertFalse(self.plan.rounding_note)

    def test_shares_that_miss_a_hundred_are_refused(self):
        for write in (
            lambda: self.plan.write(
                {"line_ids": [Command.update(self.lines[1].id, {"share": 45})]}
            ),
            lambda: self.lines[1].write({"share": 45}),
            lambda: self.lines[1].copy({"share": 0.001}),
        ):
            with self.assertRaises(ValidationError):
                write()

    def test_a_line_is_split_by_shares_in_one_save(self):
        self.plan.with_user(self.rep).write(
            {
                "line_ids": [
                    Command.update(self.lines[3].id, {"share": 5}),
                    Command.create(
                        {"name": "Kept", "share": 5, "trigger": "warranty_end"}
                    ),
                ]
            }
        )
        self.assertEqual(
            self.plan.line_ids.mapped("amount"), [200.0, 400.01, 300.0, 50.0, 50.0]
        )

    def test_what_follows_from_the_contract_cannot_be_written(self):
        more = [Command.update(self.lines[1].id, {"amount": 5000.0})]
        for names in ("amount_agreed", "contract_amount", "amount_changed"):
            with self.assertRaises(UserError):
                self.plan.with_user(self.rep).write({names: 5600.0, "line_ids": more})
        for name, value in (
            ("contract_id", self.make_contract().id),
            ("user_id", self.rival.id),
            ("is_retention", True),
            ("scheduled_date", "2030-01-01"),
        ):
            with self.assertRaises(UserError):
                self.lines[1].with_user(self.rep).write({name: value})

    def test_sql_cannot_plan_more_than_the_contract(self):
        def by_sql(amount):
            self.env.flush_all()
            self.cr.execute(
                "UPDATE crm_payment_plan_line SET amount = %s WHERE id = %s",
                [amount, self.lines[1].id],
            )
            self.cr.execute("SET CONSTRAINTS ALL IMMEDIATE")
            self.cr.execute("SET CONSTRAINTS ALL DEFERRED")

        by_sql(400.0)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(Exception, "more than its contract"),
            self.cr.savepoint(),
        ):
            by_sql(400.02)

    def test_a_plan_with_money_in_it_is_not_deleted(self):
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            self.plan.with_user(self.biller).unlink()
        self.assertTrue(self.lines.exists())
