from datetime import timedelta

from odoo.tests import tagged

from odoo.addons.crm_customer.tests.at_once import AtOnceCase


@tagged("post_install", "-at_install")
class TestDunningAtOnce(AtOnceCase):
    """The ladder is run by the scheduler and by a person at the same moment."""

    @classmethod
    def _set_up(cls, env):
        accounts = env["account.account"].create(
            [
                {"name": kind, "code": f"DAO{number}", "account_type": kind}
                for number, kind in enumerate(("asset_receivable", "income"))
            ]
        )
        journal = env["account.journal"].create(
            {
                "name": "Dunning at once",
                "code": "DAO",
                "type": "sale",
                "default_account_id": accounts[1].id,
            }
        )
        partner = env["res.partner"].create(
            {
                "name": "Dunned At Once Ltd",
                "property_account_receivable_id": accounts[0].id,
            }
        )
        cls.known_runs = env["crm.dunning.run"].search([]).ids
        cls.accounts, cls.journal = accounts.ids, journal.id
        cls.partner, cls.company = partner.id, env.company.id
        cls.invoice = cls._make_invoice(env, journal, partner).id

    @classmethod
    def _make_invoice(cls, env, journal, partner):
        today = env["crm.payment.plan.line"]._today()
        invoice = env["account.move"].create(
            {
                "move_type": "out_invoice",
                "journal_id": journal.id,
                "partner_id": partner.id,
                "invoice_user_id": env.ref("base.user_admin").id,
                "invoice_date": today - timedelta(days=40),
                "invoice_date_due": today - timedelta(days=8),
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    (0, 0, {"name": "Model", "price_unit": 10, "tax_ids": False})
                ],
            }
        )
        invoice.action_post()
        return invoice

    @classmethod
    def _clean_up(cls, env):
        events = env["crm.business.event"].search([("partner_id", "=", cls.partner)])
        events.unlink()
        new_runs = env["crm.dunning.run"].search([("id", "not in", cls.known_runs)])
        cls._delete_rows(
            env,
            ("crm_dunning_step", "move_id", [cls.invoice]),
            ("crm_dunning_notice", "partner_id", [cls.partner]),
            ("crm_dunning_run", "id", new_runs.ids),
            ("account_move_line", "move_id", [cls.invoice]),
            ("account_move", "id", [cls.invoice]),
        )
        env["res.partner"].browse(cls.partner).unlink()
        env["account.journal"].browse(cls.journal).unlink()
        env["account.account"].browse(cls.accounts).unlink()

    def test_one_step_is_made(self):
        def take(env):
            run = env["crm.dunning.run"]._for_today(
                env["res.company"].browse(self.company)
            )
            run._take_customers([self.partner])
            return "taken"

        results = self._at_once(take, [(1,), (1,)])
        self.assertEqual(results, ["taken", "taken"], "the second finds it done")

        def count(env):
            steps = env["crm.dunning.step"].search(
                [("move_id", "=", self.invoice), ("is_skipped", "=", False)]
            )
            notices = env["crm.dunning.notice"].search(
                [("partner_id", "=", self.partner)]
            )
            calls = env["mail.activity"].search(
                [("res_model", "=", "res.partner"), ("res_id", "=", self.partner)]
            )
            return len(steps), len(notices), len(calls), steps.run_id.turn

        steps, notices, calls, turn = self._read(count)
        self.assertEqual((steps, notices, calls), (1, 1, 1))
        self.assertGreaterEqual(turn, 2)
