from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .supplement_common import SupplementCase


@tagged("post_install", "-at_install")
class TestContractTerm(SupplementCase):
    """Who has a contract that ends hears of it once, and renews it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.rep | cls.rep2 | cls.leader).lang = "en_US"  # they are told in it
        cls.today = cls.env["crm.contract"]._term_today()
        cls.contract = cls._ending(10)

    @classmethod
    def _ending(cls, days, user=None):
        """Return a signed contract that ends in so many days."""
        contract = cls._new_contract()
        contract.write(
            {
                "date_start": cls.today - timedelta(days=355),
                "date_end": cls.today + timedelta(days=days),
            }
        )
        contract.action_sign()
        if user:
            contract.sudo().user_id = user
        return contract

    def _run(self):
        """Run the cron; return the messages it made, by their reader's name."""
        messages = self.env["mail.message"]
        before = messages.search([], order="id desc", limit=1)
        with self.enter_registry_test_mode():
            self.env.ref("crm_contract.ir_cron_remind_of_ends").method_direct_trigger()
        self.env.invalidate_all()
        made = messages.search(
            [("id", ">", before.id), ("subject", "ilike", "end soon")]
        )
        return {
            partner.name: message for message in made for partner in message.partner_ids
        }

    def test_each_owner_has_one_message_about_all_of_his(self):
        second = self._ending(5)
        theirs = self._ending(5, self.rep2)
        self._ending(90)
        told = self._run()
        self.assertEqual(set(told), {"Li Na", "Wang Qiang"})
        body = str(told["Li Na"].body)
        self.assertIn("2 contracts", told["Li Na"].subject)
        self.assertIn(self.contract.name, body)
        self.assertLess(body.index(second.name), body.index(self.contract.name))
        self.assertNotIn(theirs.sudo().name, body)
        self.assertEqual(self.contract.end_reminded_at, self.today)

    def test_a_second_run_says_nothing_twice(self):
        self.assertTrue(self._run())
        self.assertFalse(self._run())

    def test_another_end_is_told_anew(self):
        self._run()
        later = self.today + timedelta(days=20)
        supplement = self._draw_up(self.contract, date_end=later)
        self._approve_text(supplement).action_sign()
        self.assertEqual(self.contract.date_term_end, later)
        self.assertTrue(self._run())

    def test_what_is_over_or_renewed_is_silent(self):
        closed, terminated, renewed = (self._ending(5) for _number in range(3))
        closed._change_state("close", "Done")
        terminated.with_user(self.manager)._change_state("terminate", "Done")
        renewed.action_renew()
        self.contract._change_state("suspend", "A pause is no end")
        body = str(self._run()["Li Na"].body)
        self.assertIn(self.contract.name, body)
        for silent in closed | terminated | renewed:
            self.assertNotIn(silent.name, body)
        self.assertFalse(closed.end_reminded_at)

    def test_when_the_owner_has_left_the_leader_hears(self):
        self.rep.active = False
        self.assertEqual(set(self._run()), {"Zhou Min"})

    def test_the_days_of_notice_are_the_companys_and_can_be_its_own(self):
        self.env.company.contract_notice_days = 7
        contract = self._ending(10)
        self.assertEqual(contract.notice_days, 7)
        self.assertEqual(contract.reminder_date, self.today + timedelta(days=3))
        contract.notice_days = 15
        self.assertEqual(contract.reminder_date, self.today - timedelta(days=5))
        with self.assertRaises(AccessError):
            contract.end_reminded_at = self.today

    def test_the_workbench_shows_it_until_it_is_renewed(self):
        bench = self.env["crm.workbench"].with_user(self.rep)

        def cards(user=None):
            self.env.flush_all()
            self.env.invalidate_all()
            rows = bench.with_user(user or self.rep).load()["cards"]
            return [card for card in rows if card["kind"] == "contract_end"]

        (card,) = cards()
        self.assertEqual(card["res_id"], self.contract.id)
        self.assertFalse(cards(self.rep2))
        answer = bench.act("contract_end", self.contract.id, "renew", {})
        self.assertEqual(answer["action"]["res_model"], "crm.contract")
        self.assertFalse(cards())

    def test_a_renewal_begins_where_the_old_one_ends(self):
        self._new_supplement(self.contract, 5000)
        self._draw_up(self.contract, 999)
        action = self.contract.action_renew()
        renewal = self.contract.browse(action["res_id"])
        self.assertEqual(self.contract.renewal_id, renewal)
        self.assertEqual(renewal.state, "draft")
        self.assertRegex(renewal.name, r"^HT\d{4}-\d{4}$")
        self.assertEqual(renewal.date_start, self.contract.date_end + timedelta(days=1))
        self.assertEqual(renewal.date_end - renewal.date_start, timedelta(days=365))
        order = renewal.order_ids
        self.assertEqual(order.state, "draft")
        self.assertEqual(order.amount_total, 65000)
        self.assertEqual(order.opportunity_id, self.lead)
        self._confirm(renewal).action_sign()
        self.assertEqual(renewal.amount_total, 65000)
        self.assertEqual(self.contract.amount_with_supplements, 65000)

    def test_it_is_renewed_once_and_not_by_a_colleague(self):
        with self.assertRaises(AccessError):
            self.contract.with_user(self.rep2).action_renew()
        renewal = self.contract.browse(self.contract.action_renew()["res_id"])
        with self.assertRaisesRegex(UserError, f"renewed by {renewal.name}"):
            self.contract.action_renew()
        with self.assertRaises(AccessError):
            self.contract.renewal_id = False
        renewal.unlink()
        self.contract.action_renew()

    def test_a_reminder_costs_the_same_for_ten_times_the_contracts(self):
        few = self._cost_of_reminder()
        self._make_ten_more()
        self.assertLessEqual(self._cost_of_reminder(), few)

    def test_the_workbench_costs_the_same_for_ten_times_the_contracts(self):
        few = self._cost_of_workbench()
        self._make_ten_more()
        self.assertLessEqual(self._cost_of_workbench(), few)

    def _cost_of_workbench(self):
        bench = self.env["crm.workbench"].with_user(self.rep)
        bench.load()  # fills the caches of the registry
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        bench.load()
        return self.env.cr.sql_log_count - before

    def _make_ten_more(self):
        """Copy the contract ten times, in the database alone."""
        self.env.cr.execute(
            """
            INSERT INTO crm_contract (name, title, state, partner_id, company_id,
                currency_id, user_id, team_id, date_term_end, reminder_date)
            SELECT name || '-' || number, title, state, partner_id, company_id,
                currency_id, user_id, team_id, date_term_end, reminder_date
              FROM crm_contract, generate_series(1, 10) AS number WHERE id = %s
            """,
            [self.contract.id],
        )
        self.env.invalidate_all()

    def _cost_of_reminder(self):
        """Return the queries of one run in which this rep is reminded."""
        contracts = self.env["crm.contract"]
        self.env.flush_all()
        self.env.invalidate_all()
        self.env.cr.execute("UPDATE crm_contract SET end_reminded_at = NULL")
        cron = self.env["ir.cron"]
        self.patch(type(cron), "_commit_progress", lambda *args, **kwargs: 60)
        before = self.env.cr.sql_log_count
        contracts._cron_remind_of_ends()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before
