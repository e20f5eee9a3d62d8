"""Stream mode: the script against the simulator, over a real WebSocket."""

import json
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.simulators.dingtalk import Callback, DingtalkSimulator
from tests.simulators.dingtalk.reports import send_event

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import dingtalk_stream as script  # noqa: E402 - after the path to it

AES_KEY = "Yue0EfdN5900c1ce5cf6A152c63DDe1808a60c5ecd7"
PATIENCE_SECONDS = 60


def wait_for(condition):
    until = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.02)


@pytest.fixture
def simulator():
    with DingtalkSimulator() as running:
        yield running


@pytest.fixture
def settings(simulator):
    state = simulator.state
    return script.Settings.of(
        {
            "DINGTALK_APP_KEY": state.app_key,
            "DINGTALK_APP_SECRET": state.secret,
            "DINGTALK_CALLBACK_URL": "http://127.0.0.1:1/callback",
            "DINGTALK_CALLBACK_TOKEN": "mryue",
            "DINGTALK_CALLBACK_AES_KEY": AES_KEY,
            "DINGTALK_API_URL": simulator.base_url,
        }
    )


def test_events_come_over_the_connection_and_are_acknowledged(
    simulator, settings, monkeypatch
):
    websocket = pytest.importorskip("websocket")
    taken, refuses = [], threading.Event()

    def deliver(event):
        if refuses.is_set():
            raise script.NotTaken("no good answer: 502")
        taken.append(event)

    monkeypatch.setattr(script, "deliverer", lambda _settings: deliver)
    stopped = threading.Event()
    thread = threading.Thread(
        target=script.serve_once, args=(settings, websocket, stopped), daemon=True
    )
    thread.start()
    state = simulator.state
    wait_for(lambda: state.streams)
    (stream,) = state.streams
    send_event(state, "user_add_org", userId=["张伟"], eventId="e1")
    wait_for(lambda: len(stream.answers) == 1)
    assert (taken[0]["EventType"], taken[0]["eventId"]) == ("user_add_org", "e1")
    assert taken[0]["userId"] == ["张伟"]
    refuses.set()
    send_event(state, "user_leave_org", userId=["x"] * 100)
    wait_for(lambda: len(stream.answers) == 2)
    told = [json.loads(one["data"])["status"] for one in stream.answers.values()]
    assert told == ["SUCCESS", "LATER"]
    leave = {"type": "SYSTEM", "headers": {"topic": "disconnect", "messageId": "z"}}
    stream.send(leave)
    thread.join(PATIENCE_SECONDS)
    assert not thread.is_alive()


def test_what_is_handed_on_is_sealed_as_dingtalk_would(settings, monkeypatch):
    sent = []
    monkeypatch.setattr(script, "_post", lambda url, body: sent.append((url, body)))
    script.deliverer(settings)({"EventType": "x", "eventId": "e1"})
    ((url, body),) = sent
    query = dict(part.split("=") for part in url.split("?")[1].split("&"))
    vendor = Callback("", "mryue", AES_KEY, settings.app_key)
    signature = vendor.sign(query["timestamp"], query["nonce"], body["encrypt"])
    assert signature == query["msg_signature"]
    message, owner = vendor.decrypt(body["encrypt"])
    assert (json.loads(message)["eventId"], owner) == ("e1", settings.app_key)


def test_an_old_or_a_used_ticket_is_refused(simulator, settings):
    url = script.open_connection(settings).replace("ws://", "http://")
    (ticket,) = simulator.state.tickets
    assert url.endswith(f"?ticket={ticket}")
    simulator.state.tickets[ticket] = 0
    for _time in range(2):
        with pytest.raises(urllib.error.HTTPError, match="403") as caught:
            urllib.request.urlopen(url, timeout=PATIENCE_SECONDS)
        caught.value.close()
    assert not simulator.state.tickets


def test_wrong_credentials_and_unsafe_places_are_refused(
    simulator, settings, monkeypatch
):
    simulator.state.secret = "another"
    with pytest.raises(script.NotTaken, match="401") as caught:
        script.open_connection(settings)
    assert settings.app_secret not in str(caught.value)
    place = {"endpoint": "ws://example.com/connect", "ticket": "t"}
    monkeypatch.setattr(script, "_post", lambda url, body: place)
    with pytest.raises(script.NotTaken, match="not encrypted"):
        script.open_connection(settings)
    with pytest.raises(ValueError, match="https"):
        script.Settings.of(
            {name: "http://example.com" for name in script.NEEDED.values()}
        )


def test_no_secret_is_shown(settings):
    for secret in (settings.app_secret, settings.aes_key, settings.callback_url):
        assert secret not in repr(settings)


def test_without_the_library_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "websocket", None)
    with pytest.raises(SystemExit, match="requirements-dingtalk-stream"):
        script.main()


def test_a_connection_that_worked_and_broke_is_made_anew_at_once(
    settings, monkeypatch, capsys
):
    websocket = pytest.importorskip("websocket")
    frame = {"type": "SYSTEM", "headers": {"topic": "ping", "messageId": "m"}}
    stopped, waits = threading.Event(), []

    class Connection:
        """Gives these frames, then breaks."""

        def __init__(self, frames):
            self.frames = [json.dumps(frame)] * frames

        def recv(self):
            if not self.frames:
                raise websocket.WebSocketTimeoutException
            return self.frames.pop()

        def send(self, _answer):
            """What is answered is not looked at here."""

        close = stopped.is_set

    connections = [Connection(number) for number in (0, 0, 2, 0)]

    def wait(seconds):
        waits.append(seconds)
        if not connections:
            stopped.set()

    monkeypatch.setattr(script, "open_connection", lambda _settings: "ws://127.0.0.1/")
    monkeypatch.setattr(
        websocket, "create_connection", lambda _url, timeout: connections.pop(0)
    )
    monkeypatch.setattr(stopped, "wait", wait)
    script.serve(settings, websocket, stopped)
    assert waits == [2, 4, 1, 2]
    assert "again in 4 s" in capsys.readouterr().err
