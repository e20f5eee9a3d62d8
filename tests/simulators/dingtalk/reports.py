"""How events reach the company, or do not: lost, twice, late and in another order."""

import time

from .callbacks import NotTaken
from .state import DingtalkState
from .stream import frame_of

WAYS = ("normal", "lost", "twice", "held")
PAGE = 100


def send_event(state: DingtalkState, kind: str, **values) -> None:
    """Report that something happened, as the tester wants it delivered.

    A report that does not arrive is listed by ``failedResults``.
    """
    event = {
        "EventType": kind,
        "TimeStamp": str(int(time.time() * 1000)),
        "CorpId": state.corp_id,
        **values,
    }
    with state.lock:
        state.sent_events.append(event)
        way = state.delivery
        if way == "held":
            state.held_events.append(event)
            return
        if way == "lost":
            state.failed_events.append(event)
            return
    for _time in range(2 if way == "twice" else 1):
        _deliver(state, event)


def _deliver(state: DingtalkState, event: dict) -> None:
    streams = list(state.streams)
    for stream in streams:
        stream.send(frame_of(event, state.next_number()))
    if streams or state.callback is None:
        return
    try:
        state.callback.post(event)
    except (NotTaken, OSError):
        with state.lock:
            state.failed_events.append(event)


def set_delivery(state: DingtalkState, way: str) -> None:
    """Deliver the next reports normally, twice, never or only when asked to."""
    if way not in WAYS:
        raise ValueError(f"no such way: {way}")
    state.delivery = way


def release(state: DingtalkState) -> int:
    """Deliver the held reports, the last one first."""
    with state.lock:
        held, state.held_events = state.held_events[::-1], []
    for event in held:
        _deliver(state, event)
    return len(held)


def failed_results(state: DingtalkState) -> dict:
    """event/callbacks/failedResults: what is read is forgotten."""
    with state.lock:
        rows, state.failed_events = (
            state.failed_events[:PAGE],
            state.failed_events[PAGE:],
        )
        return {
            "failedList": [_failed_row(event) for event in rows],
            "hasMore": bool(state.failed_events),
        }


def _failed_row(event: dict) -> dict:
    values = dict(event)
    return {
        "callBackTag": values.pop("EventType"),
        "eventTime": int(values.pop("TimeStamp")),
        **values,
    }
