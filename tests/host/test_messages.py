"""One line a step; progress that suits a terminal and a log."""

from __future__ import annotations

import io

import pytest
from host.messages import step


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_step_is_one_line_with_its_seconds_and_its_note():
    stream = io.StringIO()
    with step("Unpack", stream) as current:
        current.note = "12 MB"
    lines = stream.getvalue().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("Unpack")
    assert lines[0].endswith(" s  (12 MB)")


def test_a_log_gets_a_figure_at_each_quarter_only():
    stream = io.StringIO()
    with step("Download", stream) as current:
        for percent in range(101):
            current.progress(percent)
    figures = [line.split()[1] for line in stream.getvalue().splitlines()[:-1]]
    assert figures == ["25", "50", "75"]


def test_a_terminal_line_is_rewritten_in_place():
    stream = Terminal()
    with step("Download", stream) as current:
        current.progress(40, "crm")
        current.progress(40)
    text = stream.getvalue()
    assert text.count("\n") == 1
    assert text.count("40 %") == 1


def test_a_step_that_fails_says_that_it_is_not_finished():
    stream = io.StringIO()
    with pytest.raises(ValueError), step("Unpack", stream):
        raise ValueError
    assert stream.getvalue().strip().endswith("not finished")
