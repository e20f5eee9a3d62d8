from odoo.tests import tagged

from odoo.addons.crm_customer.tests.at_once import AtOnceCase


@tagged("post_install", "-at_install")
class TestBankAtOnce(AtOnceCase):
    """Two people of finance confirm the same line at the same moment."""

    @classmethod
    def _set_up(cls, env):
        journal, partner = cls._make_bank(env)
        line = env["account.bank.statement.line"].create(
            {
                "journal_id": journal.id,
                "date": "2026-11-20",
                "payment_ref": "款",
                "amount": 1000,
            }
        )
        env["crm.bank.match"].create(
            {
                "line_id": line.id,
                "company_id": line.company_id.id,
                "currency_id": line.currency_id.id,
                "partner_id": partner.id,
                "kind": "over",
                "amount_rest": 1000,
                "reasons": [["payer_name", ""]],
            }
        )
        users = cls._make_users(env, "banker", 2, "account.group_account_user")
        cls.users, cls.line, cls.partner = users.ids, line.id, partner.id
        cls.journal = journal.id

    @classmethod
    def _make_bank(cls, env):
        accounts = env["account.account"].create(
            [
                {"name": kind, "code": f"BAO{number}", "account_type": kind}
                for number, kind in enumerate(
                    ("asset_receivable", "asset_cash", "asset_current")
                )
            ]
        )
        receivable, cash, suspense = accounts
        journal = env["account.journal"].create(
            {
                "name": "Bank at once",
                "code": "BAO",
                "type": "bank",
                "default_account_id": cash.id,
                "suspense_account_id": suspense.id,
            }
        )
        partner = env["res.partner"].create(
            {"name": "At Once Ltd", "property_account_receivable_id": receivable.id}
        )
        cls.accounts = accounts.ids
        return journal, partner

    @classmethod
    def _clean_up(cls, env):
        line = env["account.bank.statement.line"].browse(cls.line)
        line.action_undo_reconciliation()
        line.with_context(force_delete=True).unlink()
        env["account.journal"].browse(cls.journal).unlink()
        env["res.partner"].browse(cls.partner).unlink()
        env["account.account"].browse(cls.accounts).unlink()
        cls._delete_users(env, cls.users)

    def test_one_books_the_line_and_the_other_is_told(self):
        def confirm(env):
            line = env["account.bank.statement.line"].browse(self.line)
            return line.action_match_confirm()["type"]

        found = self._at_once(confirm, [(user,) for user in self.users])
        self.assertEqual(found.count("ir.actions.client"), 1, found)
        [told] = [text for text in found if text != "ir.actions.client"]
        self.assertRegex(told, "booked already|at this very moment")

        def read(env):
            line = env["account.bank.statement.line"].browse(self.line)
            return line.is_reconciled, sorted(line.line_ids.mapped("balance"))

        self.assertEqual(self._read(read), (True, [-1000, 1000]))
