"""The e-sign client against the simulator, without Odoo."""

import base64
import hashlib

import pytest

from tests.simulators.esign import EsignSimulator, Fault

PDF = b"%PDF-1.4\n%%EOF\n"
# Seconds to (connect, read): a busy machine is no failure.
PATIENT = (5, 20)


@pytest.fixture
def simulator():
    with EsignSimulator() as running:
        yield running


@pytest.fixture
def client(simulator, contract_clients):
    state = simulator.state
    return contract_clients.esign.EsignClient(
        simulator.base_url, state.app_id, state.secret, timeout=PATIENT
    )


def envelope(**values):
    document = {
        "name": "HT2026-0001.pdf",
        "sha256": hashlib.sha256(PDF).hexdigest(),
        "content": base64.b64encode(PDF).decode(),
    }
    signers = [{"role": "client", "name": "赵敏"}, {"role": "company"}]
    return {"title": "HT2026-0001", "document": document, "signers": signers} | values


def test_an_envelope_goes_there_and_comes_back_signed(simulator, client):
    number = client.create_envelope(envelope(), "key")
    assert client.query(number)["status"] == "draft"
    assert client.send(number)["status"] == "sent"
    simulator.state.sign_as_client(number)
    answer = client.query(number)
    assert answer["status"] == "completed"
    assert answer["signers"][0]["name"] == "赵敏"
    content = client.download(number)
    assert content.startswith(PDF)
    assert hashlib.sha256(content).hexdigest() == answer["file_sha256"]


def test_the_same_key_makes_one_envelope(client, simulator, contract_clients):
    simulator.state.add_fault(Fault(path="/envelopes", http_status=503, is_after=True))
    with pytest.raises(contract_clients.errors.Unreachable):
        client.create_envelope(envelope(), "key")
    number = client.create_envelope(envelope(), "key")
    assert list(simulator.state.envelopes) == [number]
    assert client.create_envelope(envelope(), "other") != number


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault(http_status=500, times=-1), "Unreachable"),
        (Fault(http_status=302, times=-1), "Unreachable"),
        (Fault(http_status=429, times=-1), "Limited"),
        (Fault(http_status=422, times=-1), "Refused"),
        (Fault(http_status=403, times=-1), "SetupRefused"),
        (Fault(http_status=401, times=-1), "TokenRefused"),
        (Fault(delay=1.0), "Unreachable"),
    ],
)
def test_each_failure_has_its_class(simulator, client, contract_clients, fault, kind):
    client.check()
    client._timeout = (5, fault.delay / 2) if fault.delay else PATIENT
    fault.path = "/envelopes"
    simulator.state.add_fault(fault)
    with pytest.raises(contract_clients.errors.EsignError) as caught:
        client.query("ENV1")
    assert type(caught.value).__name__ == kind
    assert simulator.base_url not in str(caught.value)
    assert simulator.state.secret not in str(caught.value)


def test_an_expired_token_is_renewed_once(simulator, client):
    number = client.create_envelope(envelope(), "key")
    simulator.state.expire_tokens()
    assert client.query(number)["id"] == number
    assert simulator.state.calls["POST /v1/token"] == 2


def test_a_wrong_secret_is_a_matter_of_the_set_up(simulator, contract_clients):
    client = contract_clients.esign.EsignClient(simulator.base_url, "x", "y")
    with pytest.raises(contract_clients.errors.SetupRefused):
        client.check()


def test_a_file_without_end_is_not_loaded(simulator, client, contract_clients):
    number = client.create_envelope(envelope(), "key")
    client.send(number)
    simulator.state.sign_as_client(number)
    contract_clients.esign.MAX_FILE_BYTES, limit = 10, 40_000_000
    try:
        with pytest.raises(contract_clients.errors.Refused, match="larger"):
            client.download(number)
    finally:
        contract_clients.esign.MAX_FILE_BYTES = limit


def test_a_number_is_no_path(simulator, client, contract_clients):
    with pytest.raises(contract_clients.errors.Refused):
        client.query("../token")
    assert "GET /v1/envelopes/..%2Ftoken" in simulator.state.calls
