from odoo.tests import tagged

from odoo.addons.crm_customer.tests.at_once import AtOnceCase

# A day on which nothing else was booked.
DAY = "1990-05-05"


@tagged("post_install", "-at_install")
class TestExchangeAtOnce(AtOnceCase):
    """Two people hand the same entries over at the same moment."""

    @classmethod
    def _set_up(cls, env):
        accounts, journal, move = cls._make_entry(env)
        users = cls._make_users(env, "voucher", 2, "account.group_account_user")
        layout = env.ref("crm_finance_link.crm_voucher_layout_kingdee")
        batches = env["crm.voucher.batch"].create(
            [
                {
                    "layout_id": layout.id,
                    "company_id": env.company.id,
                    "date_from": DAY,
                    "date_to": DAY,
                }
                for _number in range(2)
            ]
        )
        cls.ids = {
            "accounts": accounts.ids,
            "journal": journal.id,
            "move": move.id,
            "batches": batches.ids,
            "users": users.ids,
        }

    @classmethod
    def _make_entry(cls, env):
        """Return accounts, a journal and a posted entry on them."""
        company = env.company
        accounts = env["account.account"].create(
            [
                {
                    "name": f"At once {kind}",
                    "code": code,
                    "account_type": kind,
                    "company_ids": [(6, 0, company.ids)],
                }
                for code, kind in (("990001", "asset_current"), ("990002", "income"))
            ]
        )
        journal = env["account.journal"].create(
            {
                "name": "At once",
                "code": "ATO",
                "type": "general",
                "company_id": company.id,
            }
        )
        move = env["account.move"].create(
            {
                "journal_id": journal.id,
                "date": DAY,
                "line_ids": [
                    (0, 0, {"account_id": accounts[0].id, "debit": 10}),
                    (0, 0, {"account_id": accounts[1].id, "credit": 10}),
                ],
            }
        )
        move.action_post()
        return accounts, journal, move

    @classmethod
    def _clean_up(cls, env):
        batches = env["crm.voucher.batch"].browse(cls.ids["batches"])
        cls._delete_rows(
            env,
            ("crm_voucher_batch_line", "batch_id", batches.ids),
            ("crm_voucher_batch", "id", batches.ids),
            ("account_move_line", "move_id", [cls.ids["move"]]),
            ("account_move", "id", [cls.ids["move"]]),
        )
        env["account.journal"].browse(cls.ids["journal"]).unlink()
        env["account.account"].browse(cls.ids["accounts"]).unlink()
        cls._delete_users(env, cls.ids["users"])

    def test_the_entries_go_out_once(self):
        def export(env, batch_id):
            env["crm.voucher.batch"].browse(batch_id).action_export()
            return "out"

        users, batches = self.ids["users"], self.ids["batches"]
        results = self._at_once(export, list(zip(users, batches, strict=True)))
        self.assertEqual(sorted(results)[1], "out")
        self.assertIn("no posted entry waits", sorted(results)[0])
        count = self._read(
            lambda env: env["crm.voucher.batch.line"].search_count(
                [("move_id", "=", self.ids["move"])]
            )
        )
        self.assertEqual(count, 1)

    def test_two_receipts_of_one_person_take_turns(self):
        person, *_others = users = self.ids["users"]

        def book(env):
            turns = env["crm.commission.turn"].sudo()
            turns._take([(person, env.company.id, 1990)])
            return turns.search([("user_id", "=", person)]).number

        self.assertEqual(sorted(self._at_once(book, [(uid,) for uid in users])), [1, 2])
