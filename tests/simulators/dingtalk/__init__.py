"""A DingTalk (钉钉) server on the loopback: both interfaces, people, messages, faults.

In a test::

    with DingtalkSimulator(people=[Person("zhang", "张三")]) as simulator:
        client = DingtalkClient(simulator.base_url, simulator.base_url, ...)
        ...
        assert [m["userid"] for m in simulator.state.inbox()] == ["zhang"]

By hand: ``python -m tests.simulators.dingtalk --port 8091`` and open its page.
"""

from . import callbacks, directory, reports, results, robot, work
from .callbacks import Callback
from .server import DingtalkSimulator
from .state import Department, DingtalkState, Fault, Person

__all__ = [
    "Callback",
    "Department",
    "DingtalkSimulator",
    "DingtalkState",
    "Fault",
    "Person",
    "callbacks",
    "directory",
    "reports",
    "results",
    "robot",
    "work",
]
