import base64

from odoo.tests import tagged

from odoo.addons.crm_customer.tests.at_once import AtOnceCase

NUMBERS = ("AO-1", "AO-2")


@tagged("post_install", "-at_install")
class TestReceiptAtOnce(AtOnceCase):
    """Two people take the same receipts over from the ERP at the same moment."""

    @classmethod
    def _set_up(cls, env):
        accounts = env["account.account"].create(
            [
                {"name": kind, "code": f"RAO{number}", "account_type": kind}
                for number, kind in enumerate(
                    ("asset_receivable", "asset_cash", "asset_current")
                )
            ]
        )
        receivable, cash, outstanding = accounts
        journal = env["account.journal"].create(
            {
                "name": "Receipts at once",
                "code": "RAO",
                "type": "bank",
                "default_account_id": cash.id,
                "suspense_account_id": outstanding.id,
            }
        )
        journal.inbound_payment_method_line_ids.payment_account_id = outstanding
        partner = env["res.partner"].create(
            {
                "name": "Receipts At Once Ltd",
                "ref": "RAO",
                "property_account_receivable_id": receivable.id,
            }
        )
        users = cls._make_users(env, "receipt", 2, "account.group_account_invoice")
        cls.users, cls.partner = users.ids, partner.id
        cls.accounts, cls.journal = accounts.ids, journal.id
        cls.layouts = [
            env.ref(f"crm_finance_link.crm_voucher_layout_{name}").id
            for name in ("kingdee", "yonyou")
        ]

    @classmethod
    def _clean_up(cls, env):
        env["crm.receipt.import"].search([("journal_id", "=", cls.journal)]).unlink()
        moves = env["account.move"].search([("journal_id", "=", cls.journal)])
        cls._delete_rows(
            env,
            ("crm_erp_receipt", "partner_id", [cls.partner]),
            ("account_payment", "partner_id", [cls.partner]),
            ("account_move_line", "move_id", moves.ids),
            ("account_move", "id", moves.ids),
        )
        env["account.journal"].browse(cls.journal).unlink()
        env["res.partner"].browse(cls.partner).unlink()
        env["account.account"].browse(cls.accounts).unlink()
        cls._delete_users(env, cls.users)

    def _take_over(self, layouts, day):
        """Let each of two people import a file of ``day`` by a layout; return both."""

        def load(env, layout_id):
            layout = env["crm.voucher.layout"].browse(layout_id)
            titles = layout.sudo()._get_receipt_titles()
            said = {"date": day, "amount": "100", "code": "RAO"}
            rows = [[titles[role] for role in titles if titles[role]]]
            for number in NUMBERS:
                row = {**said, "number": f"{day} {number}"}
                rows.append([row.get(role, "") for role in titles if titles[role]])
            data = "\n".join(",".join(row) for row in rows).encode()
            dialog = env["crm.receipt.import"].create(
                {
                    "layout_id": layout.id,
                    "journal_id": self.journal,
                    "file": base64.b64encode(data),
                    "filename": "receipts.csv",
                }
            )
            dialog.action_import()
            return ",".join(dialog.line_ids.mapped("outcome"))

        found = self._at_once(load, list(zip(self.users, layouts, strict=True)))

        def read(env):
            receipts = env["crm.erp.receipt"].search(
                [("partner_id", "=", self.partner), ("date", "=", day)]
            )
            payments = env["account.payment"].search(
                [("partner_id", "=", self.partner), ("date", "=", day)]
            )
            return len(receipts), len(payments), receipts.payment_id == payments

        self.assertEqual(self._read(read), (len(NUMBERS), len(NUMBERS), True), found)
        return sorted(found, key=str.casefold)

    def test_each_document_is_taken_over_once(self):
        kingdee, yonyou = self.layouts
        # The second waits, and finds the documents of the first.
        self.assertEqual(
            self._take_over((kingdee, kingdee), "2026-11-05"),
            ["done,done", "same,same"],
        )
        # By two layouts they do not wait for each other, and yet it is taken once.
        done, other = self._take_over((kingdee, yonyou), "2026-11-06")
        self.assertEqual(done, "done,done")
        self.assertRegex(other, "same,same|taken over already")
