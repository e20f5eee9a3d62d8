"""Simulators that run already are used, and strangers on their ports are not."""

from __future__ import annotations

import types

import pytest
from host import simulators

from tests.simulators.dingtalk import DingtalkSimulator
from tests.simulators.esign import EsignSimulator
from tests.simulators.local_server import LocalHandler, LocalSimulator
from tests.simulators.wecom import WecomSimulator


class Stranger(LocalHandler):
    """Something else that listens."""

    def _dispatch(self, method: str) -> None:
        self._answer(200, b"hello")


@pytest.mark.parametrize(
    ("name", "simulator"),
    [
        ("wecom", WecomSimulator),
        ("dingtalk", DingtalkSimulator),
        ("esign", EsignSimulator),
    ],
)
def test_a_simulator_is_known_by_its_answer(name, simulator):
    with simulator() as running:
        assert simulators.is_running(name, running.port)
        assert not simulators.is_running("other", running.port)
    assert not simulators.is_running(name, running.port)


def test_one_that_runs_already_is_connected_and_left_alone(monkeypatch, capsys):
    with DingtalkSimulator() as known, LocalSimulator(Stranger, None) as stranger:
        places = [("dingtalk", known.port), ("wecom", stranger.port)]
        monkeypatch.setattr(simulators, "found", lambda: iter(places))
        group = simulators.Simulators(types.SimpleNamespace())
        group.start()
        assert group.running == {"dingtalk": known.base_url}
        group.stop()
        assert simulators.is_running("dingtalk", known.port)
    assert "The simulator of wecom is not started" in capsys.readouterr().err
