"""The processes of a run: what they report, and what becomes of those that fail."""

from types import SimpleNamespace

import pytest
from testing import jobs
from testing.jobs import Command
from testing.results import Report

STAGE = '{"title": "%s", "passed": %d, "failed": 0, "skipped": 0, "seconds": 0.1}'


@pytest.fixture
def host(tmp_path, monkeypatch):
    """Return a host whose jobs are the scripts that a test writes."""
    (tmp_path / "scripts").mkdir()
    monkeypatch.setattr(jobs, "POLL_SECONDS", 0.02)
    return SimpleNamespace(root=tmp_path, home=SimpleNamespace(logs=tmp_path))


def job(host, name, text):
    """Write a module and return the command that runs it."""
    (host.root / "scripts" / f"{name}.py").write_text(text)
    return Command(name, (name,))


def run(host, *commands):
    report = Report()
    jobs.run(host, report, commands)
    return report.stages


def test_the_stages_of_all_jobs_are_counted(host):
    found = run(
        host,
        *(
            job(host, f"job{number}", f"print('{STAGE % (f'of {number}', number)}')")
            for number in (1, 2, 3)
        ),
    )
    assert sorted((stage.title, stage.passed) for stage in found) == [
        ("of 1", 1),
        ("of 2", 2),
        ("of 3", 3),
    ]


def test_a_job_that_breaks_off_has_failed_and_says_why(host):
    text = f"print('{STAGE % ('begun', 1)}')\nraise SystemExit('no more memory')"
    [begun, broken] = run(host, job(host, "job", text))
    assert begun.passed == 1
    assert broken.failed == 1
    assert "no more memory" in broken.problems[0]


def test_a_job_that_reports_nothing_has_failed(host):
    [broken] = run(host, job(host, "job", "pass"))
    assert broken.failed == 1
    assert "broke off" in broken.title


def test_a_job_that_hangs_is_ended(host, monkeypatch):
    monkeypatch.setattr(jobs, "JOB_SECONDS", 0.3)
    [broken] = run(host, job(host, "job", "import time\ntime.sleep(60)"))
    assert broken.failed == 1


def test_no_more_than_three_run_at_a_time(host, tmp_path):
    text = (
        "import os, pathlib, time\n"
        f"here = pathlib.Path({str(tmp_path)!r})\n"
        "mine = here / f'running-{os.getpid()}'\n"
        "mine.touch()\n"
        "time.sleep(0.3)\n"
        "count = len(list(here.glob('running-*')))\n"
        "mine.unlink()\n"
        'print(\'{"title": "at once", "passed": %d}\' % count)\n'
    )
    found = run(host, *(job(host, f"job{number}", text) for number in range(5)))
    assert len(found) == 5
    assert max(stage.passed for stage in found) == jobs.PARALLEL == 3
