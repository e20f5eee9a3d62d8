"""Run the tests that need no Odoo: architecture, tools, host, simulators."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from testing.results import Stage

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 600
# Run elsewhere: the thread through a running server, and measurements.
ELSEWHERE = ("e2e", "bench")


def run(stage: Stage, folder: Path, keyword: str = "") -> None:
    """Run the pure tests as one stage.

    :param folder: where the report and the log go.
    :param keyword: only tests whose name has it, e.g. an addon's name.
    """
    report = folder / "pure.json"
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-c", "tests/pytest.ini", "-q"]
    command += ["--tb=short", "-p", "testing.guard", "tests"]
    command += [f"--ignore=tests/{name}" for name in ELSEWHERE]
    command += ["-k", keyword] if keyword else []
    result = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"GUARD_REPORT": str(report), "PYTHONPATH": "scripts"},
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
        stdin=subprocess.DEVNULL,
    )
    output = f"{result.stdout}{result.stderr}"
    (folder / "pure.log").write_text(output, encoding="utf-8")
    count(stage, report, output)


def count(stage: Stage, report: Path, output: str) -> None:
    """Add what the guard reported of a pytest run to a stage."""
    if not report.exists():
        stage.check(f"pytest did not come to its end:\n{output}")
        return
    values = json.loads(report.read_text(encoding="utf-8"))
    stage.passed += values["passed"]
    stage.failed += values["failed"]
    stage.skipped += values["skipped"]
    stage.problems += values["failures"]
    if not values["passed"] and not values["failed"]:
        stage.check("no test ran")
