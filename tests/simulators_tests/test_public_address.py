"""Secrets leave for the internet alone, whatever a name leads to."""

import doctest
import socket
from contextlib import closing

import pytest

SECRET = "top-secret"


@pytest.fixture
def inner():
    """A server in a network of our own; it hears what arrives."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        server.settimeout(0.2)
        yield server


def heard(server):
    """What somebody sent who connected; nothing when nobody did."""
    try:
        connection, _address = server.accept()
    except TimeoutError:
        return b""
    with connection:
        connection.settimeout(20)
        return connection.recv(4096)


def connect(clients, url, **options):
    return clients.wecom.WecomClient(
        url, "ww1", SECRET, lambda fetch, _stale: fetch()[0], timeout=(5, 5), **options
    )


def test_a_name_that_leads_inside_is_not_told_anything(
    inner, clients, connector_clients, monkeypatch
):
    port = inner.getsockname()[1]
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_names: answers)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "*")
    client = connect(clients, f"https://qyapi.weixin.example:{port}")
    with pytest.raises(connector_clients.errors.ClientPrivateAddress) as refused:
        client.check()
    assert refused.value.kind == "setup"
    assert heard(inner) == b""


def test_who_runs_the_chat_tool_himself_may_allow_it(
    inner, clients, connector_clients, monkeypatch
):
    monkeypatch.setenv("NO_PROXY", "*")
    url = f"https://127.0.0.1:{inner.getsockname()[1]}"
    client = connect(clients, url, is_private_allowed=True)
    client._timeout = (5, 0.2)  # nobody answers the handshake
    with pytest.raises(connector_clients.errors.ClientUnreachable):
        client.check()
    assert heard(inner)  # the handshake, which holds no secret


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(status, clients, connector_clients):
    from tests.simulators.wecom import Fault, WecomSimulator

    with WecomSimulator() as simulator:
        simulator.state.add_fault(Fault(http_status=status))
        client = connect(clients, simulator.base_url)
        with pytest.raises(connector_clients.errors.ClientUnreachable):
            client.check()
        assert simulator.state.calls["/cgi-bin/gettoken"] == 1


def test_which_addresses_are_of_the_internet(connector_clients):
    outcome = doctest.testmod(connector_clients.public_address)
    assert outcome.attempted and not outcome.failed
