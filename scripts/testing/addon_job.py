"""All that is tried of one addon inside Odoo, on databases of its own.

Started as a process for each addon by ``run_tests``; every stage is written to stdout
as one JSON line when it ends, everything else goes to the log.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import host as hosts
import i18n
import polib
from host import database, manifests, process, server
from host.messages import HostError
from host.postgres import Server
from host.setup import Host
from translations import catalogue

from testing import templates
from testing.results import Report, Stage, Written

HERE = Path(__file__).resolve().parent
PREFIX = "test_"
TEST_SECONDS = 1800
BROWSER_HELP = (
    "There is no browser for the tours. Install one (on Debian, as root: apt-get "
    "install chromium), or name one by CHROME_BIN, and run the command again."
)
# Rules of Odoo's test_lint that hold for addons outside Odoo. Left out: those that
# read all of Odoo (pylint: see linters.py), need node (eslint), or test the checkers.
LINT_TESTS = ("docstring", "dunderinit", "i18n", "index", "jstranslate", "manifests")
LINT_TESTS += ("markers", "naming", "onchange_domains", "orm_import")
LINT_TESTS += ("override_signatures", "pofile", "routes", "test_holes")
# These addons' tests need the demo company.
WITH_DEMO = {manifests.SUITE}


class AddonJob:
    """The stages of one addon."""

    def __init__(self, host: Host, pg: Server, addon: str, linted: list[str]) -> None:
        self.host = host
        self.pg = pg
        self.addon = addon
        self.linted = linted
        self.folder = host.root / "addons" / addon
        self.db = f"{PREFIX}{addon}"
        self.spare = f"{PREFIX}{addon}_uninstall"
        self.logs = host.home.logs

    def run(self, report: Report) -> None:
        """Run all stages; one that cannot be installed has no further ones."""
        installed = self._stage("install", self._install, report)
        if installed.failed:
            return
        self._stage("translations", self._translations, report)
        self._stage("tests", self._tests, report)
        if self.linted:
            self._stage("Odoo's test_lint", self._odoo_lint, report)
        self._stage("uninstall", self._uninstall, report)
        for name in (self.db, self.spare):
            database.drop(self.host, self.pg, name)

    def _stage(
        self, title: str, work: Callable[[Stage], None], report: Report
    ) -> Stage:
        return report.run(f"{self.addon}: {title}", work)

    def _install(self, stage: Stage) -> None:
        """Make a database that holds exactly the addon and what it depends on."""
        try:
            below = self._copied(templates.below(self.host, self.addon), self.spare)
            log = self.logs / f"install-{self.db}.log"
            log.unlink(missing_ok=True)
            database.odoo(self.host, self.pg, below, ["-i", self.addon], log, "Install")
            database.remember(self.pg, below, demo=False)
            if self.addon in WITH_DEMO:
                whole = templates.holding(self.host, [self.addon], demo=True)
                self._copied(whole, self.db)
            else:
                database.copy(self.host, self.pg, below, self.db)
        except HostError as error:
            stage.check(str(error))
            return
        stage.check("")

    def _copied(self, template: templates.Template, name: str) -> str:
        store = templates.Store(self.host, self.pg)
        database.copy(self.host, self.pg, store.ensure(template), name)
        return name

    def _translations(self, stage: Stage) -> None:
        """Compare the template with what Odoo exports, term by term."""
        conf = self._conf()
        command = self.host.odoo_command("-c", conf)
        fresh = i18n.export_template(command, self.spare, self.addon)
        path = catalogue.template_path(self.folder)
        is_same = path.exists() and i18n.as_text(fresh) == path.read_text("utf-8")
        stage.check(
            ""
            if is_same
            else f"i18n/{self.addon}.pot is out of date: run make i18n "
            f"ADDON={self.addon} and translate what is new\n"
            + self._differences(path, fresh)
        )

    def _differences(self, path: Path, fresh: polib.POFile) -> str:
        if not path.exists():
            return "there is no template yet"
        old = {entry.msgid for entry in catalogue.read(path)}
        new = {entry.msgid for entry in fresh}
        lines = [f"new: {text!r}" for text in sorted(new - old)]
        lines += [f"no longer used: {text!r}" for text in sorted(old - new)]
        return "\n".join(lines) or "only the places of the terms differ"

    def _tests(self, stage: Stage) -> None:
        """Run the addon's tests, tours in the browser included."""
        if not self.host.browser:
            stage.check(BROWSER_HELP)
        if not list((self.folder / "tests").glob("test_*.py")):
            return
        report = self._pytest([str(self.folder)], "tests", stage)
        if report and not report["passed"] and not report["failed"]:
            stage.check("no test ran: are the tests imported, and not all skipped?")

    def _odoo_lint(self, stage: Stage) -> None:
        """Run Odoo's own lint tests on our addons of this database."""
        folder = self.host.odoo_parent / "odoo" / "addons" / "test_lint" / "tests"
        if not folder.is_dir():
            folder = self.host.odoo_parent / "addons" / "test_lint" / "tests"
        paths = [str(folder / f"test_{name}.py") for name in LINT_TESTS]
        self._pytest(["-p", "testing.only_ours", *paths], "lint", stage)

    def _pytest(self, what: list[str], kind: str, stage: Stage) -> dict:
        """Run pytest inside Odoo; count its tests, and its warnings as one check."""
        target = self.logs / f"{kind}-{self.addon}.json"
        target.unlink(missing_ok=True)
        command = [str(self.host.python), "-m", "pytest", "-p", "testing.guard"]
        command += ["-p", "testing.patient_browser", "-p", "testing.quick_users"]
        command += ["-p", "testing.ready_assets", "-p", "testing.ready_company"]
        command += ["-p", "testing.quick_triggers", "-p", "testing.rare_collections"]
        command += [
            "-c",
            str(HERE / "odoo_tests.ini"),
            "--rootdir",
            str(self.host.root),
        ]
        command += [f"--odoo-config={self._conf()}", "--odoo-http", "-q", "--tb=short"]
        command += ["--odoo-log-level=warn", "--durations=5", *what]
        output = self._logged(
            command,
            f"{kind}-{self.addon}.log",
            GUARD_REPORT=str(target),
            LINTED_ADDONS=",".join(self.linted),
        )
        if not target.exists():
            stage.check(f"pytest did not come to its end:\n{output}")
            return {}
        report = json.loads(target.read_text(encoding="utf-8"))
        stage.passed += report["passed"]
        stage.failed += report["failed"]
        stage.skipped += report["skipped"]
        stage.problems += report["failures"]
        warnings = "\n".join(report["warnings"])
        stage.check(f"warnings in the log:\n{warnings}" if warnings else "")
        return report

    def _uninstall(self, stage: Stage) -> None:
        """Uninstall the addon on a copy, and look for what it leaves."""
        notes = self.logs / f"uninstall-{self.addon}.notes.json"
        problems = self.logs / f"uninstall-{self.addon}.problems.json"
        problems.unlink(missing_ok=True)
        for script in ("uninstall.py", "check_gone.py"):
            output = self._shell(
                script,
                UNINSTALL_ADDON=self.addon,
                UNINSTALL_NOTES=str(notes),
                UNINSTALL_PROBLEMS=str(problems),
            )
            # Odoo's shell ends with 0 whatever the script met: look at its log.
            found = database.troubles(output.splitlines(keepends=True))
            if found or "Traceback" in output:
                stage.check(f"{script}: {''.join(found) or output}")
                return
        left = json.loads(problems.read_text(encoding="utf-8"))
        stage.check("\n".join(left))

    def _shell(self, script: str, **environment: str) -> str:
        command = self.host.odoo_command("shell", "-c", self._conf(), "-d", self.spare)
        command += ["--no-http", "--log-level=warn"]
        text = (HERE / "in_odoo" / script).read_text(encoding="utf-8")
        log = f"uninstall-{self.addon}.log"
        return self._logged(command, log, text, **environment)

    def _logged(
        self, command: list[str], log: str, text_in: str | None = None, **extra: str
    ) -> str:
        """Run a command to its end, keep its output in a log, and return it."""
        path = f"{HERE.parent}:{self.host.root}"
        environment = self.host.environment(PYTHONPATH=path, **extra)
        with process.start(
            command,
            extra=environment,
            cwd=self.host.root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as child:
            try:
                output, _none = child.communicate(text_in, timeout=TEST_SECONDS)
            except BaseException:
                process.stop(child)
                raise
        (self.logs / log).write_text(output, encoding="utf-8")
        return output

    def _conf(self) -> Path:
        """Return Odoo's configuration for this addon's databases."""
        return server.write_conf(
            self.host,
            self.pg,
            self.host.home.run / f"test-{self.addon}.conf",
            db_name=self.db,
            # A test runs its jobs itself; installing the demo company leaves some.
            jobs=0,
            server_wide_modules="base,rpc,web",
            screenshots=self.logs / "screenshots",
        )


def main(argv: Sequence[str] | None = None) -> int:
    """Run one addon's stages, writing each to stdout as a JSON line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--addon", required=True)
    parser.add_argument("--linted", default="", help="a,b: run test_lint on these")
    given = parser.parse_args(argv)
    process.on_terminate_interrupt()
    linted = [name for name in given.linted.split(",") if name]

    host = hosts.ensure(test=True)
    with Server(host) as pg:
        AddonJob(host, pg, given.addon, linted).run(Written())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
