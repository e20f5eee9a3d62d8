"""The server dies between posting a payment and the plan's update: all or nothing."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress

import requests

from .company import Company
from .second_server import SecondServer

LINE = "crm.payment.plan.line"
SECONDS = 60


def _claimed(finance) -> tuple[int, int]:
    """Return an instalment whose posted invoice is not paid, and that invoice."""
    domain = [["plan_line_id", "!=", False], ["move_type", "=", "out_invoice"]]
    unpaid = [["payment_state", "=", "not_paid"]]
    posted = finance.search(
        "account.move", *domain, *unpaid, ["state", "=", "posted"], limit=1
    )
    if not posted:
        posted = finance.search(
            "account.move", *domain, ["state", "=", "draft"], limit=1
        )
        finance.call("account.move", "action_post", posted)
    (invoice,) = posted
    line = finance.read("account.move", invoice, "plan_line_id")["plan_line_id"][0]
    return line, invoice


def _pay(finance, invoice: int) -> None:
    context = {"active_model": "account.move", "active_ids": [invoice]}
    (wizard,) = finance.call(
        "account.payment.register", "create", vals_list=[{}], context=context
    )
    finance.call("account.payment.register", "action_create_payments", [wizard])


def _facts(finance, line: int, invoice: int) -> tuple:
    plan = finance.read(LINE, line, "state", "amount_received", "amount_open")
    move = finance.read("account.move", invoice, "payment_state", "amount_residual")
    return (
        *(plan[name] for name in ("state", "amount_received", "amount_open")),
        *(move[name] for name in ("payment_state", "amount_residual")),
        len(finance.search("account.payment", ["invoice_ids", "in", [invoice]])),
    )


#: Who waits for this connection, and has written payment and reconciliation already:
#: nobody else sees the rows yet, but the locks of who writes such rows are seen.
BETWEEN = """
    SELECT count(*)
      FROM (SELECT DISTINCT pid FROM pg_locks WHERE NOT granted) waiting
     WHERE pg_backend_pid() = ANY(pg_blocking_pids(waiting.pid))
       AND 2 = (
           SELECT count(DISTINCT held.relation)
             FROM pg_locks held
            WHERE held.pid = waiting.pid
              AND held.granted
              AND held.mode = 'RowExclusiveLock'
              AND held.relation IN ('account_payment'::regclass,
                                    'account_partial_reconcile'::regclass))
"""


def _wait_for_the_lock(connection) -> None:
    """Wait until somebody has posted a payment and waits to write the plan."""
    deadline = time.monotonic() + SECONDS
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(BETWEEN)
            if cursor.fetchone()[0]:
                return
            time.sleep(0.1)
    raise AssertionError("no payment came as far as the plan")


def _there(server: SecondServer, company: Company) -> Company:
    """Return the same company as another server serves it."""
    return Company(server.url, company.db, company.simulator, company.dingtalk)


def test_8_a_server_killed_before_the_plan_is_written(thread, company):
    server = SecondServer()
    with thread.step("8  the server dies between payment and plan") as records:
        try:
            server.start()
            finance = _there(server, company).finance
            line, invoice = _claimed(finance)
            before = _facts(finance, line, invoice)
            with closing(server.connect()) as connection:
                with connection.cursor() as cursor:
                    # What the payment has to write last is held by somebody else.
                    cursor.execute(
                        "SELECT id FROM crm_payment_plan_line WHERE id = %s "
                        "FOR NO KEY UPDATE",
                        [line],
                    )
                with ThreadPoolExecutor(1) as pool:
                    paying = pool.submit(_pay, finance, invoice)
                    _wait_for_the_lock(connection)
                    server.kill()
                    with suppress(requests.exceptions.RequestException):
                        paying.result(timeout=SECONDS)
                        raise AssertionError("the killed server answered")
                connection.rollback()
            server.start()
            finance = _there(server, company).finance
            assert _facts(finance, line, invoice) == before
            _pay(finance, invoice)
            after = _facts(finance, line, invoice)
            assert (after[0], after[2]) == ("paid", 0.0), after
            assert (after[3], after[4], after[5]) == ("paid", 0.0, 1), after
            records.append(f"nothing of it: {before[0]}; paid again: {after[1]:,.2f}")
        finally:
            server.kill()
