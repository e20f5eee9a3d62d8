"""Counting and the closing line."""

import re

from testing.results import Report, Stage

CLOSING = re.compile(r"^\d+ passed, \d+ failed(, \d+ skipped)?$")


def report(*stages):
    made = Report()
    made.stages = list(stages)
    return made


def test_the_closing_line_sums_the_stages():
    made = report(Stage("a", passed=2), Stage("b", passed=1, skipped=3))
    assert made.closing_line() == "3 passed, 0 failed, 3 skipped"


def test_a_failure_gives_a_failing_status(capsys):
    assert report(Stage("a", passed=9, failed=10)).finish() == 1
    assert capsys.readouterr().out.endswith("\n9 passed, 10 failed\n")


def test_success_gives_status_zero_and_the_closing_line_last(capsys):
    assert report(Stage("a", passed=10)).finish() == 0
    assert CLOSING.match(capsys.readouterr().out.splitlines()[-1])


def test_a_run_without_any_check_has_failed():
    assert report().closing_line() == "0 passed, 1 failed"


def test_an_exception_in_a_stage_is_a_failure_and_the_run_goes_on(capsys):
    made = Report()
    stage = made.run("a", lambda _stage: 1 / 0)
    assert stage.failed == 1
    assert "ZeroDivisionError" in capsys.readouterr().out


def test_a_failure_shows_its_problem(capsys):
    made = Report()
    made.run("a", lambda stage: stage.check("what is wrong"))
    assert "    what is wrong" in capsys.readouterr().out
