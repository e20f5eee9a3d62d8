import base64

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
        domain = [("journal_id", "=", cls.journal)]
        env["crm.bank.import"].search(domain).unlink()
        env["account.bank.statement"].search(domain).unlink()
        env["account.bank.statement.line"].browse(cls.line).action_undo_reconciliation()
        lines = env["account.bank.statement.line"].search(domain)
        lines.with_context(force_delete=True).unlink()
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

    def test_one_imports_a_file_and_the_other_is_told(self):
        """Few lines, which accounting makes, and many, which are copied."""
        for count, month in ((3, "10"), (250, "11")):
            with self.subTest(count=count):
                self._import_at_once(count, month)

    def _import_at_once(self, count, month):
        rows = [
            f"2026{month}05,{n + 1}.00,,客户{n},款,{month}N{n}" for n in range(count)
        ]
        data = "\n".join(
            ["交易日期,收入,支出,对方户名,摘要,交易流水号", *rows]
        ).encode()

        def load(env):
            journal = env["account.journal"].browse(self.journal)
            loaded = env["crm.bank.import"].create(
                {
                    "journal_id": journal.id,
                    "filename": "same.csv",
                    "file": base64.b64encode(data),
                }
            )
            return loaded.action_import()["type"]

        found = self._at_once(load, [(user,) for user in self.users])
        self.assertEqual(found.count("ir.actions.act_window"), 1, found)
        [told] = [text for text in found if text != "ir.actions.act_window"]
        self.assertRegex(told, "at this very moment|a moment ago|imported before")
        domain = [
            ("journal_id", "=", self.journal),
            ("date", "=", f"2026-{month}-05"),
        ]

        def read(env):
            lines = env["account.bank.statement.line"].search(domain)
            return sorted(lines.mapped("amount")), len(lines.move_id.mapped("name"))

        self.assertEqual(self._read(read), ([n + 1.0 for n in range(count)], count))
