import threading
import time
from contextlib import ExitStack

from odoo import SUPERUSER_ID, api

from ..clients.errors import ClientSetup, ClientToken
from .common import ConnectorCase


class Vendor:
    """Counts how often it is asked for a token."""

    def __init__(self, seconds=7200, delay=0.0):
        self.count = 0
        self.seconds = seconds
        self.delay = delay

    def __call__(self):
        self.count += 1
        time.sleep(self.delay)
        return f"token-{self.count}", self.seconds


class TestToken(ConnectorCase):
    def setUp(self):
        super().setUp()
        self.token = self.env["crm.connector.token"].search(
            [("connector_id", "=", self.connector.id)]
        )
        self.env.flush_all()

    def test_a_valid_token_is_reused(self):
        vendor = Vendor()
        self.assertEqual(self.token._get(vendor), "token-1")
        self.assertEqual(self.token._get(vendor), "token-1")
        self.assertEqual(vendor.count, 1)
        self.token.invalidate_recordset()
        self.assertEqual(self.token.access_token, "token-1")
        lifetime = self.token.expires_at - self.token.fetched_at
        self.assertEqual(lifetime.total_seconds(), 6900)

    def test_a_refused_token_is_replaced_by_whoever_comes_first(self):
        vendor = Vendor()
        self.token._get(vendor)
        self.assertEqual(self.token._get(vendor, "token-1"), "token-2")
        self.assertEqual(self.token._get(vendor, "token-1"), "token-2")
        self.assertEqual(vendor.count, 2)

    def test_an_expired_token_is_replaced(self):
        vendor = Vendor(seconds=0)
        self.token._get(vendor)
        self.assertEqual(self.token._get(vendor), "token-2")

    def test_a_vendor_that_fails_leaves_the_token_as_it_was(self):
        vendor = Vendor()
        self.token._get(vendor)

        def broken():
            raise ValueError("no token today")

        with self.assertRaises(ValueError):
            self.token._get(broken, "token-1")
        self.assertEqual(self.token._get(vendor), "token-1")

    def test_who_was_refused_asks_again_after_a_minute_or_when_settings_changed(self):
        asked = []

        def refused():
            asked.append(1)
            raise ClientToken(40001, "gettoken")

        def code(stale=None):
            try:  # assertRaises would take back what is kept
                self.token._get(refused, stale)
            except ClientSetup as error:
                return error.code

        self.assertEqual([code() for _call in range(3)], ["40001"] * 3)
        self.assertEqual(len(asked), 1)
        self.token._forget_refusal()
        self.assertEqual(self.token._get(Vendor()), "token-1")
        self.assertEqual([code("token-1") for _call in range(2)], ["40001"] * 2)
        self.assertEqual(len(asked), 2)
        self.assertEqual(self.token._get(Vendor()), "token-1")  # for those who have it


class TestTokenConcurrency(ConnectorCase):
    """Real transactions: the row lock is what is tested."""

    is_truly_concurrent = True

    def test_twenty_cold_workers_ask_once(self):
        token_id = self._committed_token()
        self._run_workers(token_id, None, expected={"token-1"}, calls=1)

    def test_twenty_workers_with_a_refused_token_ask_once(self):
        token_id = self._committed_token()
        self._run_workers(token_id, None, expected={"token-1"}, calls=1)
        self._run_workers(token_id, "token-1", expected={"fresh-1"}, calls=1)

    def _committed_token(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            connector = env["crm.connector"].create(
                {"name": "Lock", "kind": "test", "base_url": "https://example.cn"}
            )
            token = env["crm.connector.token"].search(
                [("connector_id", "=", connector.id)]
            )
        self.addCleanup(self._remove, connector.id)
        return token.id

    def _remove(self, connector_id):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["crm.connector"].browse(connector_id).unlink()

    def _run_workers(self, token_id, stale, expected, calls):
        vendor = Vendor(delay=0.3)
        prefix = "fresh" if stale else "token"
        barrier = threading.Barrier(20)
        got = []

        def fetch():
            token, seconds = vendor()
            return token.replace("token", prefix), seconds

        def work(token):
            barrier.wait(timeout=60)
            got.append(token._get(fetch, stale))

        with ExitStack() as stack:
            # Environments are made here: a thread would wait for the registry's
            # lock, which the running tests hold.
            threads = []
            for _ in range(20):
                cr = stack.enter_context(self.registry.cursor())
                env = api.Environment(cr, SUPERUSER_ID, {})
                token = env["crm.connector.token"].browse(token_id)
                threads.append(threading.Thread(target=work, args=[token]))
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(timeout=120)
        self.assertEqual(len(got), 20)
        self.assertEqual(set(got), expected)
        self.assertEqual(vendor.count, calls)
