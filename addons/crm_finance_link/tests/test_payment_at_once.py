import time
from concurrent.futures import ThreadPoolExecutor

from odoo.service.model import retrying
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.crm_customer.tests.at_once import MEETING_SECONDS, AtOnceCase
from odoo.addons.crm_finance_link.models.night import at_night


@tagged("post_install", "-at_install")
class TestPaymentAtOnce(AtOnceCase):
    """A payment is booked while the night writes the states of instalments."""

    @classmethod
    def _set_up(cls, env):
        kinds = ("asset_receivable", "income", "asset_cash", "asset_current")
        accounts = env["account.account"].create(
            [
                {"name": kind, "code": f"PAO{number}", "account_type": kind}
                for number, kind in enumerate(kinds)
            ]
        )
        receivable, income, cash, outstanding = accounts
        sales, bank = env["account.journal"].create(
            [
                {
                    "name": "Sales at once",
                    "code": "PAOS",
                    "type": "sale",
                    "default_account_id": income.id,
                },
                {
                    "name": "Bank at once",
                    "code": "PAOB",
                    "type": "bank",
                    "default_account_id": cash.id,
                    "suspense_account_id": outstanding.id,
                },
            ]
        )
        bank.inbound_payment_method_line_ids.payment_account_id = outstanding
        partner = env["res.partner"].create(
            {
                "name": "Pays At Once Ltd",
                "property_account_receivable_id": receivable.id,
            }
        )
        cls.accounts, cls.partner = accounts.ids, partner.id
        cls.sales, cls.bank = sales.id, bank.id
        plan = cls._make_plan(env)
        cls.plan, cls.contract = plan.id, plan.contract_id.id
        cls.lines = plan.line_ids.ids
        cls.invoices = [cls._make_invoice(env, line).id for line in plan.line_ids]

    @classmethod
    def _make_plan(cls, env):
        """Return a plan of two instalments, of a contract signed without quotation."""
        contract = env["crm.contract"].create(
            {"title": "At once", "partner_id": cls.partner}
        )
        env.flush_all()
        env.cr.execute(
            SQL(
                "UPDATE crm_contract SET state = 'signed', amount_total = 1000 "
                "WHERE id = %s",
                contract.id,
            )
        )
        env.invalidate_all()
        return env["crm.payment.plan"].create(
            {
                "contract_id": contract.id,
                "line_ids": [
                    (0, 0, {"name": name, "amount": 500, "fixed_date": "2031-01-01"})
                    for name in ("First", "Second")
                ],
            }
        )

    @classmethod
    def _make_invoice(cls, env, line):
        line.triggered_date = line._today()
        invoice = env["account.move"].create(
            {
                "move_type": "out_invoice",
                "journal_id": cls.sales,
                "partner_id": cls.partner,
                "plan_line_id": line.id,
                "invoice_payment_term_id": False,
                "invoice_date": line._today(),
                "invoice_date_due": line._today(),
                "invoice_line_ids": [
                    (0, 0, {"name": "Fee", "price_unit": 500, "tax_ids": False})
                ],
            }
        )
        invoice.action_post()
        return invoice

    @classmethod
    def _clean_up(cls, env):
        moves = env["account.move"].search(
            [("journal_id", "in", (cls.sales, cls.bank))]
        )
        splits = env["crm.commission.split"].search(
            [("contract_id", "=", cls.contract)]
        )
        cls._delete_rows(
            env,
            ("crm_commission_entry", "contract_id", [cls.contract]),
            ("crm_commission_share", "split_id", splits.ids),
            ("crm_commission_split", "id", splits.ids),
            ("crm_business_event", "partner_id", [cls.partner]),
            ("account_partial_reconcile", "debit_move_id", moves.line_ids.ids),
            ("account_payment_register", "partner_id", [cls.partner]),
            ("account_payment", "partner_id", [cls.partner]),
            ("account_move_line", "move_id", moves.ids),
            ("account_move", "id", moves.ids),
            ("crm_payment_plan", "id", [cls.plan]),
        )
        env.cr.execute(
            SQL("UPDATE crm_contract SET state = 'draft' WHERE id = %s", cls.contract)
        )
        env.invalidate_all()
        env["crm.contract"].browse(cls.contract).unlink()
        env["res.partner"].browse(cls.partner).unlink()
        env["account.journal"].browse((cls.sales, cls.bank)).unlink()
        env["account.account"].browse(cls.accounts).unlink()

    def _let_day_pass(self, line_id):
        """Let the day to pay be over, as the clock does: nobody has written so yet."""
        with self.registry.cursor() as cr:
            cr.execute(
                "UPDATE crm_payment_plan_line "
                "SET due_date = write_date::date - 7, state = 'invoiced' WHERE id = %s",
                [line_id],
            )

    def _pay(self, env, invoice_id):
        wizard = env["account.payment.register"].with_context(
            active_model="account.move", active_ids=[invoice_id]
        )
        wizard.create({"journal_id": self.bank})._create_payments()
        env.flush_all()

    def _sweep(self, env):
        lines = env["crm.payment.plan.line"]
        lines._compare_all(lines._today())

    def _second_of(self, first, second):
        """Do ``first``, and ``second`` before it is committed; return the tries."""
        tries = []

        def come_second():
            with self.registry.cursor() as cr:
                second(self._env(cr), tries)

        with (
            mute_logger("odoo.sql_db", "odoo.service.model"),
            ThreadPoolExecutor(1) as pool,
        ):
            with self.registry.cursor() as cr:  # committed at its end
                first(self._env(cr))
                done = pool.submit(come_second)
                self._wait_until_somebody_waits_for(cr)
            done.result(timeout=MEETING_SECONDS)
        return len(tries)

    def _wait_until_somebody_waits_for(self, holder):
        holder.execute("SELECT pg_backend_pid()")
        [pid] = holder.fetchone()
        deadline = time.monotonic() + MEETING_SECONDS
        with self.registry.cursor() as cr:
            while time.monotonic() < deadline:
                cr.execute(
                    "SELECT pid FROM pg_stat_activity "
                    "WHERE %s = ANY(pg_blocking_pids(pid))",
                    [pid],
                )
                if cr.fetchone():
                    return
                cr.rollback()
                time.sleep(0.02)
        self.fail("the second never met the first")

    def _read_line(self, line_id):
        return self._read(
            lambda env: (
                env["crm.payment.plan.line"]
                .browse(line_id)
                .read(["state", "amount_received", "amount_open"])[0]
            )
        )

    def _assert_paid(self, line_id):
        found = self._read_line(line_id)
        self.assertEqual(
            (found["state"], found["amount_received"], found["amount_open"]),
            ("paid", 500, 0),
        )

    def test_the_night_begins_anew_when_a_payment_was_faster(self):
        def sweep(env, tries):
            at_night(env, lambda: (tries.append(1), self._sweep(env)))

        self._let_day_pass(self.lines[0])
        tries = self._second_of(lambda env: self._pay(env, self.invoices[0]), sweep)
        self.assertGreaterEqual(tries, 2)
        self._assert_paid(self.lines[0])

    def test_a_payment_is_booked_again_when_the_night_was_faster(self):
        def pay(env, tries):
            retrying(lambda: (tries.append(1), self._pay(env, self.invoices[1])), env)

        self._let_day_pass(self.lines[1])
        tries = self._second_of(self._sweep, pay)
        self.assertGreaterEqual(tries, 2)
        self._assert_paid(self.lines[1])
