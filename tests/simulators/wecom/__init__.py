"""A WeCom (企业微信) server on the loopback: tokens, members, messages, faults.

In a test::

    with WecomSimulator(members=[Member("zhang", "张三")]) as simulator:
        client = WecomClient(simulator.base_url, ...)
        ...
        assert [m["userid"] for m in simulator.state.inbox()] == ["zhang"]

By hand: ``python -m tests.simulators.wecom --port 8089`` and open its page.
"""

from . import (
    approvals,
    callbacks,
    cards,
    customer_list,
    customers,
    directory,
    groups,
    login,
    tags,
    transfers,
)
from .callbacks import Callback
from .server import WecomSimulator
from .state import Fault, Member, WecomState

__all__ = [
    "Callback",
    "Fault",
    "Member",
    "WecomSimulator",
    "WecomState",
    "approvals",
    "callbacks",
    "cards",
    "customer_list",
    "customers",
    "directory",
    "groups",
    "login",
    "tags",
    "transfers",
]
