"""Child processes: a clean environment, and no orphan when their parent is killed."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from host.messages import HostError

PR_SET_PDEATHSIG = 1
UNWANTED = ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONDONTWRITEBYTECODE")
UNWANTED += ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "VIRTUAL_ENV", "ODOO_RC")
UNWANTED_PREFIXES = ("PG", "ODOO_")
TAIL = 12


def clean_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment for children.

    Settings that would bend Python, PostgreSQL or Odoo are left out; those that say
    how the machine reaches its package index (proxies, PIP_INDEX_URL, ...) stay.
    """
    environment = {
        key: value
        for key, value in os.environ.items()
        if key not in UNWANTED and not key.startswith(UNWANTED_PREFIXES)
    }
    environment.update(
        LC_ALL="C.UTF-8",
        PYTHONNOUSERSITE="1",
        PIP_DISABLE_PIP_VERSION_CHECK="1",
        PIP_ROOT_USER_ACTION="ignore",
    )
    # What runs on this machine is never asked for through a proxy.
    for key in ("no_proxy", "NO_PROXY"):
        kept = environment.get(key, "")
        environment[key] = ",".join(filter(None, (kept, "localhost,127.0.0.1")))
    environment.update(extra or {})
    return environment


def die_with_parent(deadly_signal: int = signal.SIGTERM) -> Callable[[], None]:
    """Return a preexec function: the child gets the signal when its parent dies."""
    parent = os.getpid()
    library = ctypes.CDLL(None, use_errno=True)

    def prepare() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        if hasattr(library, "prctl"):
            library.prctl(PR_SET_PDEATHSIG, deadly_signal, 0, 0, 0)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)

    return prepare


def start(
    command: Sequence[str | Path],
    *,
    deadly_signal: int = signal.SIGTERM,
    extra: Mapping[str, str] | None = None,
    **options: object,
) -> subprocess.Popen:
    """Start a child in a session of its own that dies with this process."""
    return subprocess.Popen(
        [str(part) for part in command],
        env=clean_environment(extra),
        start_new_session=True,
        preexec_fn=die_with_parent(deadly_signal),
        **options,
    )


def capture(
    command: Sequence[str | Path], text_in: str | None = None, **options: object
) -> subprocess.CompletedProcess:
    """Run a short command to its end and return its output as text."""
    plain = subprocess.DEVNULL if text_in is None else subprocess.PIPE
    options.setdefault("stdin", plain)
    with start(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        **options,
    ) as child:
        try:
            output, errors = child.communicate(text_in)
        except BaseException:
            stop(child)
            raise
    return subprocess.CompletedProcess(command, child.returncode, output, errors)


def follow(
    command: Sequence[str | Path],
    on_line: Callable[[str], None],
    what: str,
    untold: tuple[str, ...] = (),
    **options: object,
) -> None:
    """Run a command, give each line of its output to ``on_line``.

    :param untold: beginnings of lines that say nothing about a failure.
    :raise HostError: when it fails, with the last lines it wrote.
    """
    last: list[str] = []
    with start(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        **options,
    ) as child:
        try:
            for line in child.stdout:
                if not line.startswith(untold):
                    last = [*last[1 - TAIL :], line]
                on_line(line)
            status = child.wait()
        except BaseException:
            stop(child)
            raise
    if status:
        raise HostError(f"{what} failed.\n{''.join(last)}".rstrip())


def stop(
    child: subprocess.Popen,
    first: int = signal.SIGTERM,
    seconds: float = 20,
) -> None:
    """Ask a child's whole session to end, and make it end after ``seconds``."""
    for number, patience in ((first, seconds), (signal.SIGKILL, 10)):
        if child.poll() is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(patience)


def is_alive(pid: int, start_time: str = "") -> bool:
    """Say whether the process runs; a reused number is told by its start time."""
    found = start_time_of(pid)
    return bool(found) and (not start_time or found == start_time)


def start_time_of(pid: int) -> str:
    """Return the kernel's start time of a running process, '' for none or a zombie."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] in "ZX" else fields[19]


def on_terminate_interrupt() -> None:
    """Make SIGTERM and SIGHUP end this command as Ctrl-C does."""

    def interrupt(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, interrupt)
        # Under nohup it is ignored, and shall stay so.
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
            signal.signal(signal.SIGHUP, interrupt)


def ignore_interrupts() -> None:
    """Let the clean-up run to its end, however often Ctrl-C is pressed."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def joined(values: Iterable[object]) -> str:
    """Return the values joined by commas, as Odoo's options want them."""
    return ",".join(str(value) for value in values)
