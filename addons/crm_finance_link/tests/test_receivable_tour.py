from odoo.tests import HttpCase, tagged

from .collection_common import CollectionCommon


@tagged("post_install", "-at_install")
class TestReceivableTour(CollectionCommon, HttpCase):
    def test_a_rep_records_a_promise_from_the_dashboard(self):
        line = self.make_due(5)
        self.start_tour(
            "/odoo/receivables", "crm_finance_link_receivables", login="plan_rep"
        )
        self.env.invalidate_all()
        (promise,) = line.promise_ids
        self.assertEqual((promise.amount, promise.state), (200, "open"))
        self.assertEqual(promise.note, "The bank releases it")
        self.assertEqual(line.expected_date, promise.date)

    def test_the_workbook_comes_by_the_users_filters_and_rights(self):
        self.make_due(5).invoice_ids.action_post()
        url = "/crm_finance_link/receivables.xlsx"
        self.biller.sudo().group_ids |= self.env.ref("base.group_allow_export")
        self.authenticate("plan_biller", "plan_biller")
        answer = self.url_open(f"{url}?domain=[]")
        self.assertEqual(answer.status_code, 200)
        self.assertTrue(answer.content.startswith(b"PK"))
        self.assertIn("xlsx", answer.headers["Content-Disposition"])
        with self.assertLogs("odoo.http", "WARNING"):
            wrong = self.url_open(f"{url}?domain=nonsense")
        self.assertNotEqual(wrong.status_code, 200)
        self.authenticate("plan_rep", "plan_rep")
        with self.assertLogs("odoo.http", "WARNING"):
            self.assertEqual(self.url_open(url).status_code, 403)
