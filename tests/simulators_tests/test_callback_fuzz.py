"""Whatever is sent to a callback, it is read or refused: never another error."""

import json
import time
from contextlib import suppress
from urllib.parse import parse_qs

from tests.simulators import dingtalk
from tests.simulators.mutations import mutations
from tests.simulators.wecom.callbacks import Callback, event_xml

CORP = "ww5d2a00000000sim1"
KEY = "6qkdMrq68nTKduznJYO1A37W2oEgpkMUvkttRToqhUt"
TIMES = 10_000
XML = event_xml(CORP, "change_contact", ChangeType="create_user", Name="张伟 & 李娜")


def opened(callback, crypto, query, body):
    """What the endpoint of an adapter does with a report, without Odoo."""
    signed = callback.Query.of({name: one[0] for name, one in parse_qs(query).items()})
    signed.is_fresh(time.time())
    encrypted = callback.encrypted_part(body)
    return crypto.opened(signed.signature, signed.timestamp, signed.nonce, encrypted)


def accepted(callback, errors, crypto, query, body):
    """What is read of many mutations of one good callback."""
    found = {opened(callback, crypto, query, body)}
    for changed, other in mutations(query, body, TIMES):
        with suppress(callback.CallbackRefused, errors.CryptoError):
            found.add(opened(callback, crypto, changed, other))
    return found


def test_10000_mutated_bodies_are_refused(tools, connector_tools):
    errors = connector_tools.callback_crypto
    crypto = errors.CallbackCrypto("token", KEY, CORP)
    query, body = Callback("http://127.0.0.1:1/", "token", KEY).sealed(XML, CORP)
    # A change beside the signed part may be harmless; what is inside stays the same.
    assert accepted(tools.callback, errors, crypto, query, body) == {XML.encode()}


def test_10000_mutated_bodies_of_dingtalk_are_refused(dingtalk_tools, connector_tools):
    errors = connector_tools.callback_crypto
    crypto = errors.CallbackCrypto("token", KEY, CORP)
    vendor = dingtalk.Callback("http://127.0.0.1:1/", "token", KEY, CORP)
    query, body = vendor.sealed({"EventType": "user_add_org", "UserId": ["张伟"]})
    found = accepted(dingtalk_tools.callback, errors, crypto, query, body)
    assert [json.loads(raw)["EventType"] for raw in found] == ["user_add_org"]


def test_what_a_vendor_seals_may_be_broken_inside(tools):
    for _query, inside in mutations("", XML.encode(), TIMES, seed=2):
        with suppress(tools.callback.CallbackRefused):
            tools.callback.event_name(tools.callback.read_xml(inside))
