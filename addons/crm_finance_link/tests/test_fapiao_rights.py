from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .fapiao_common import NUMBER, FapiaoCommon


@tagged("post_install", "-at_install")
class TestFapiaoRights(FapiaoCommon):
    def test_a_colleague_sees_nothing_of_it(self):
        fapiao = self.apply()
        rival = fapiao.with_user(self.rival)
        self.assertFalse(rival.search([]))
        with self.assertRaises(AccessError):
            rival.read(["buyer_name"])
        with self.assertRaises(AccessError):
            rival.action_withdraw()
        with self.assertRaises(AccessError):
            self.deposit.with_user(self.rival).action_apply_fapiao()

    def test_a_rep_does_not_read_the_invoice_through_it(self):
        fapiao = self.apply()
        [row] = fapiao.read(["invoice_name"])
        self.assertEqual(row["invoice_name"], self.invoice.name)
        with self.assertRaises(AccessError):
            fapiao.read(["move_id"])

    def test_a_rep_does_not_issue(self):
        fapiao = self.apply()
        for call in (
            fapiao.action_issue,
            fapiao.action_refuse,
            fapiao.action_export,
            lambda: fapiao._issue(NUMBER, fapiao.create_date.date()),
            lambda: fapiao._refuse("no"),
        ):
            with self.assertRaisesRegex(AccessError, "Only finance"):
                call()
        with self.assertRaises(AccessError):
            self.env["crm.fapiao.result"].with_user(self.rep).create({"file": b"eA=="})

    def test_nobody_writes_what_follows_from_the_buttons(self):
        fapiao = self.apply()
        for user in (self.rep, self.biller):
            for vals in (
                {"state": "issued"},
                {"number": NUMBER},
                {"amount_total": 1},
                {"move_id": self.invoice.id},
                {"original_id": fapiao.id},
            ):
                with self.assertRaises(UserError):
                    fapiao.with_user(user).write(vals)
        with self.assertRaisesRegex(UserError, "Take it back"):
            fapiao.write({"buyer_name": "Another"})

    def test_nobody_makes_or_deletes_one_by_rpc(self):
        fapiao = self.apply()
        with self.assertRaises(AccessError):
            fapiao.create({"move_id": self.invoice.id, "buyer_name": "x"})
        with self.assertRaisesRegex(UserError, "cancel it instead"):
            fapiao.unlink()

    def test_the_list_reads_in_constant_queries(self):
        def queries():
            self.env.invalidate_all()
            Fapiao = self.env["crm.fapiao"].with_user(self.biller)
            before = self.cr.sql_log_count
            rows = Fapiao.web_search_read(
                [],
                {
                    "name": {},
                    "number": {},
                    "amount_total": {},
                    "contract_id": {"fields": {"display_name": {}}},
                    "user_id": {"fields": {"display_name": {}}},
                },
            )
            return self.cr.sql_log_count - before, rows["length"]

        self.apply()
        queries()
        one, _rows = queries()
        first = self.invoice
        for _number in range(9):
            move = first.copy({"invoice_date": first.invoice_date})
            move.action_post()
            move._ensure_fapiao()
        many, rows = queries()
        self.assertEqual(rows, 10)
        self.assertLessEqual(many, one + 2)
