"""The commands behind the Makefile's targets: their arguments and their errors."""

from __future__ import annotations

import argparse
import os
import sys

from host import commands, process, setup
from host.messages import HostError, say
from host.paths import home

PORT = 8069
DATABASE = "design_crm"
TOOLS = {
    "test": "testing.run_tests",
    "lint": "testing.run_lint",
    "e2e": "testing.run_e2e",
    "bench": "testing.run_bench",
    "simulators": "testing.run_simulators",
    "i18n": "i18n",
}


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    top = argparse.ArgumentParser(prog="scripts/dev.py", description=__doc__)
    found = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    run = found.add_parser("run", help="set up what is missing and serve the suite")
    run.add_argument("--port", type=port, default=PORT)
    run.add_argument("--db", default=DATABASE)
    run.add_argument("--no-serve", action="store_true", help="only make the database")
    found.add_parser("setup", help="set up what is missing").add_argument(
        "--test", action="store_true", help="also what only tests need"
    )
    found.add_parser("stop", help="stop the servers of this checkout")
    reset = found.add_parser("reset", help="delete all that the commands have made")
    reset.add_argument("--yes", action="store_true", help="do not ask")
    db = found.add_parser("db", help="make a fresh database")
    db.add_argument("--db", required=True)
    db.add_argument("--addons", required=True, help="names, joined by commas")
    db.add_argument("--demo", action="store_true", help="with our demo data")
    shell = found.add_parser("shell", help="Odoo's shell; runs a script from stdin")
    shell.add_argument("--db", default=DATABASE)
    for name in TOOLS:
        tool = found.add_parser(name, help=f"run {TOOLS[name]}", add_help=False)
        tool.add_argument("rest", nargs=argparse.REMAINDER)
    return top


def port(text: str) -> int:
    """Return a port number.

    >>> port("8069")
    8069
    """
    if not text.isdigit() or not 1024 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is no port from 1024 to 65535")
    return int(text)


def main(arguments: list[str]) -> int:
    """Run one command; return the exit status."""
    # The tools have arguments of their own, which argparse must not touch.
    if arguments and arguments[0] in TOOLS:
        known = argparse.Namespace(command=arguments[0], rest=arguments[1:])
    else:
        known = parser().parse_args(arguments)
    process.on_terminate_interrupt()
    try:
        with setup.disk_watched(home().path):
            return dispatch(known)
    except HostError as error:
        say(f"\n{error}")
        return 1
    except KeyboardInterrupt:
        say("\nStopped. The next run goes on from here.")
        return 130


def dispatch(known: argparse.Namespace) -> int:
    """Run the command that was asked for."""
    name = known.command
    if name in TOOLS:
        return exec_tool(TOOLS[name], known.rest)
    if name == "run":
        return commands.run(known.db, known.port, serve=not known.no_serve)
    if name == "db":
        names = [part.strip() for part in known.addons.split(",") if part.strip()]
        return commands.make_database(known.db, names, known.demo)
    if name == "reset":
        return commands.reset(known.yes)
    simple = {
        "stop": commands.stop,
        "shell": lambda: commands.shell(known.db),
        "setup": lambda: commands.set_up(known.test),
    }
    return simple[name]()


def exec_tool(module: str, rest: list[str]) -> int:
    """Set up the host with what tests need, then become the tool's process."""
    machine = setup.ensure(test=True)
    scripts = str(machine.root / "scripts")
    environment = {**os.environ, "PYTHONPATH": scripts, "LC_ALL": "C.UTF-8"}
    os.chdir(machine.root)
    sys.stderr.flush()
    command = [str(machine.python), "-m", module, *rest]
    os.execve(command[0], command, environment)
