import json
import time
from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from ..tools import esign_callback
from .esign_common import EsignCase


@tagged("post_install", "-at_install")
class TestEsignCallback(EsignCase, HttpCase):
    """Whoever calls has to be the provider; how often and in what order is his."""

    def setUp(self):
        super().setUp()
        self.envelope = self._sent()
        self.url = f"/crm_contract/esign/{self.provider.callback_key}"

    def _call(self, body, headers=None, url=None):
        return self.url_open(
            url or self.url,
            data=body,
            headers=self.there.headers_of(body) if headers is None else headers,
        )

    def _deliver(self):
        """Post what the provider has to say; return the statuses."""
        calls, self.there.callbacks = self.there.callbacks, []
        return [self._call(body, headers).status_code for _url, headers, body in calls]

    def _kept(self):
        return self.env["crm.sign.callback"].search(
            [("provider_id", "=", self.provider.id)]
        )

    def test_the_provider_s_call_brings_the_signature(self):
        self.there.sign_as_client(self.envelope.external_id)
        calls = self.there.calls.total()
        self.assertEqual(self._deliver(), [200])
        # It is kept and answered; what it means is found out later.
        self.assertEqual(self.there.calls.total(), calls)
        self.assertEqual(self.contract.state, "sent")
        self._work()
        self.assertEqual(self.contract.state, "signed")
        self.assertTrue(self._kept().is_done)

    def test_a_repeated_call_does_nothing_more(self):
        self.there.is_calling_twice = True
        self.there.sign_as_client(self.envelope.external_id)
        again = list(self.there.callbacks)
        self.assertEqual(self._deliver(), [200, 200])
        self.assertEqual(len(self._kept()), 1)
        self._work()
        self.there.callbacks = again
        self.assertEqual(self._deliver(), [200, 200])
        self._work()
        self.assertEqual(len(self.contract.signature_ids), 1)

    def test_an_old_call_that_comes_last_does_no_harm(self):
        self.there.sign_as_client(self.envelope.external_id)
        self._deliver()
        self._work()
        body = json.dumps(
            {
                "event_id": "old",
                "envelope_id": self.envelope.external_id,
                "status": "declined",
                "version": 1,
            }
        ).encode()
        self.assertEqual(self._call(body).status_code, 200)
        self._work()
        self.assertEqual(self.contract.state, "signed")
        self.assertEqual(self.envelope.state, "completed")

    def test_a_lie_about_the_state_is_found_out(self):
        body = json.dumps(
            {
                "event_id": "x",
                "envelope_id": self.envelope.external_id,
                "status": "completed",
                "version": 99,
            }
        ).encode()
        self.assertEqual(self._call(body).status_code, 200)
        self._work()
        self.assertEqual(self.envelope.state, "sent")
        self.assertEqual(self.contract.state, "sent")

    def test_whoever_does_not_know_the_secret_is_refused(self):
        body = b'{"event_id": "x", "envelope_id": "y"}'
        good = self.there.headers_of(body)
        old = str(int(time.time()) - 3600)
        bad = {
            "none": {},
            "another secret": good
            | {
                "X-Esign-Signature": esign_callback.sign(
                    "other", good["X-Esign-Timestamp"], body
                )
            },
            "an old call": good
            | {
                "X-Esign-Timestamp": old,
                "X-Esign-Signature": esign_callback.sign(
                    self.there.callback_secret, old, body
                ),
            },
            "no time": good | {"X-Esign-Timestamp": "soon"},
        }
        callbacks = self.env.registry["crm.sign.callback"]
        with patch.object(callbacks, "_keep", side_effect=AssertionError):
            for name, headers in bad.items():
                with self.subTest(name):
                    self.assertEqual(self._call(body, headers).status_code, 403)
            for key in ("unknown", "%00", "钥匙"):
                other = self._call(body, good, f"/crm_contract/esign/{key}")
                self.assertEqual(other.status_code, 403, key)
            changed = self._call(body + b" ", good)
            self.assertEqual(changed.status_code, 403)
            self.provider.callback_secret = False
            empty = good | {
                "X-Esign-Signature": esign_callback.sign(
                    "", good["X-Esign-Timestamp"], body
                )
            }
            self.assertEqual(self._call(body, empty).status_code, 403)
        self.assertFalse(self._kept())

    def test_a_signed_call_that_says_nothing_is_told_so(self):
        self.assertEqual(self._call(b"[]").status_code, 400)
        huge = b" " * (esign_callback.MAX_BYTES + 1)
        self.assertEqual(self._call(huge).status_code, 413)
        self.assertEqual(self.url_open(self.url).status_code, 405)
