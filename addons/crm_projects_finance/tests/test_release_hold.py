import base64
from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import SignOffDueCommon


@tagged("post_install", "-at_install")
class TestReleaseHold(SignOffDueCommon):
    """Money that is overdue for too long holds what goes to the client.

    ``designer`` releases, ``lead`` leads projects and may let a version out,
    ``biller`` takes the money.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.company_data["company"]
        options = {"company_id": company.id, "company_ids": [(6, 0, company.ids)]}
        cls.biller = new_test_user(
            cls.env, "glue_biller", "account.group_account_invoice", **options
        )
        company.release_hold_days = 10
        cls.due = cls.contract.plan_line_ids[0].due_date

    def _upload(self, code="concept"):
        item = self.project.deliverable_ids.filtered(lambda d: d.code == code)
        data = base64.b64encode(code.encode())
        return item.with_user(self.designer).action_upload(f"{code}.pdf", data)

    def _late(self, days):
        """Return the days' end at which the deposit is overdue for so long."""
        return freeze_time(f"{self.due + timedelta(days=days)} 04:00:00")

    def test_releases_are_held_from_the_day_after_the_limit_on(self):
        version = self._upload()
        with self._late(10):
            version.action_release()
        again = self._upload("render")
        with self._late(11), self.assertRaises(UserError) as caught:
            again.action_release()
        self.assertIn(str(self.due), str(caught.exception))
        # The designer is told since when, and no amount.
        self.assertNotIn("200", str(caught.exception))

    def test_money_received_lets_go_on_at_once(self):
        version = self._upload()
        invoice = self.contract.plan_line_ids[0].invoice_ids
        invoice.action_post()
        with self._late(30):
            self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=invoice.ids
            ).create({})._create_payments()
            version.action_release()
        self.assertEqual(version.state, "released")

    def test_what_was_paid_in_advance_holds_nothing(self):
        version = self._upload()
        entry = self._prepay(self.contract.plan_line_ids[0], 150)
        report = self.env["crm.receivable.report"]
        row = report.search([("move_id", "=", entry.id)])
        self.assertEqual((row.amount, row.project_id), (-150, self.project))
        with self._late(11):
            holds = self.contract.sudo()._get_money_holds()
            self.assertEqual(holds[self.contract], (self.due, 50))
            self._prepay(self.contract.plan_line_ids[0], 50)
            version.action_release()
        self.assertEqual(version.state, "released")

    def _prepay(self, line, amount):
        """Return the posted entry of money that came for ``line`` in advance."""
        receivable = self.company_data["default_account_receivable"]
        bank = self.company_data["default_journal_bank"].default_account_id
        entry = self.env["account.move"].create(
            {
                "line_ids": [
                    Command.create({"account_id": bank.id, "debit": amount}),
                    Command.create(
                        {
                            "account_id": receivable.id,
                            "partner_id": line.partner_id.id,
                            "credit": amount,
                            "prepaid_line_id": line.id,
                        }
                    ),
                ]
            }
        )
        entry.action_post()
        self.env.flush_all()
        return entry

    def test_without_a_limit_nothing_is_held(self):
        self.contract.company_id.release_hold_days = 0
        version = self._upload()
        with self._late(400):
            self.assertFalse(version.deliverable_id.held_since)
            version.action_release()

    def test_a_supplement_holds_the_project_of_its_contract(self):
        line = self.contract.plan_line_ids[0]
        line.invoice_ids.action_post()
        with self._late(30):
            self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=line.invoice_ids.ids
            ).create({})._create_payments()
        supplement = self._sign_supplement()
        version = self._upload()
        due = supplement.plan_line_ids[0].due_date
        with (
            freeze_time(f"{due + timedelta(days=11)} 04:00:00"),
            self.assertRaisesRegex(UserError, str(due)),
        ):
            version.action_release()

    def test_a_manager_lets_one_version_out_with_a_reason_that_is_kept(self):
        version = self._upload()
        with self._late(11):
            deliverable = version.deliverable_id
            self.assertEqual(deliverable.held_since, self.due)
            wizard = self.env["project.release.allow"]
            for user in (self.designer, self.biller):
                with self.assertRaises(AccessError):
                    wizard.with_user(user).create(
                        {"version_id": version.id, "reason": "x"}
                    ).action_confirm()
                with self.assertRaises(AccessError):
                    version.with_user(user)._allow_release("x")
            with self.assertRaisesRegex(UserError, "say why"):
                version.with_user(self.lead)._allow_release(" ")
            action = deliverable.with_user(self.lead).action_allow_release()
            wizard.with_user(self.lead).with_context(**action["context"]).create(
                {"reason": "The transfer slip was shown"}
            ).action_confirm()
            with self.assertRaisesRegex(UserError, "not held"):
                version.with_user(self.lead)._allow_release("Twice")
            version.action_release()
            self.assertEqual(version.state, "released")
            # One version, not all that follow.
            with self.assertRaises(UserError):
                self._upload("render").action_release()
        row = version.sudo().release_override_ids
        self.assertEqual((row.user_id, row.amount_overdue), (self.lead, 200))
        self.assertEqual(row.contract_id, self.contract)
        with self.assertRaisesRegex(UserError, "ledger"):
            row.sudo().write({"reason": "Another"})
        with self.assertRaises(AccessError):
            row.with_user(self.designer).read(["amount_overdue"])
        event = self.env["crm.business.event"].search(
            [("kind", "=", "deliverable.release_allowed")]
        )
        self.assertEqual(
            event.audience_ids & (self.designer | self.rep | self.biller),
            self.designer | self.rep | self.biller,
        )

    def test_the_board_asks_once_for_all(self):
        contracts = self.contract
        for _number in range(3):
            contract = self.make_contract()
            contract.action_sign()
            contracts |= contract

        def count(projects):
            # As a search gives them: prefetched together.
            model = self.env["project.deliverable"].with_user(self.lead)
            items = model.browse(projects.deliverable_ids.ids)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            items.mapped("held_since")
            return self.cr.sql_log_count - before

        with self._late(30):
            count(contracts[0].project_ids)
            self.assertEqual(
                count(contracts[0].project_ids), count(contracts.project_ids)
            )
