from psycopg2 import DatabaseError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tools import mute_logger

from .change_common import ChangeOrderCommon


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
