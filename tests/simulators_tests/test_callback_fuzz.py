"""Whatever is sent to a callback, it is read or refused: never another error."""

import time
from contextlib import suppress
from urllib.parse import parse_qs

import pytest

from tests.simulators.mutations import mutations
from tests.simulators.wecom.callbacks import Callback, event_xml

CORP = "ww5d2a00000000sim1"
KEY = "6qkdMrq68nTKduznJYO1A37W2oEgpkMUvkttRToqhUt"
TIMES = 10_000
XML = event_xml(CORP, "change_contact", ChangeType="create_user", Name="张伟 & 李娜")


def opened(callback, crypto, query, body):
    """What the endpoint of crm_wecom does with a report, without Odoo."""
    signed = callback.Query.of({name: one[0] for name, one in parse_qs(query).items()})
    signed.is_fresh(time.time())
    return callback.opened(crypto, signed, callback.encrypted_part(body))


@pytest.fixture
def sealed():
    return Callback("http://127.0.0.1:1/", "token", KEY).sealed


def test_10000_mutated_bodies_are_refused(tools, sealed):
    crypto = tools.crypto.WecomCrypto("token", KEY, CORP)
    query, body = sealed(XML, CORP)
    assert opened(tools.callback, crypto, query, body) == XML.encode()
    accepted = set()
    for changed, other in mutations(query, body, TIMES):
        with suppress(tools.callback.CallbackRefused):
            accepted.add(opened(tools.callback, crypto, changed, other))
    # A change beside the signed part may be harmless; what is inside stays the same.
    assert accepted <= {XML.encode()}


def test_what_a_vendor_seals_may_be_broken_inside(tools):
    for _query, inside in mutations("", XML.encode(), TIMES, seed=2):
        with suppress(tools.callback.CallbackRefused):
            tools.callback.event_name(tools.callback.read_xml(inside))
