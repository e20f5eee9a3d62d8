"""A PDF of an HTML page, by an engine of this machine when there is one."""

import resource
import shutil
import subprocess
import tempfile
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
TIMEOUT = 60
# The page loads nothing and runs nothing; nothing of the browser's own calls out.
SWITCHES = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--no-pdf-header-footer",
)


class EngineError(RuntimeError):
    """The engine made no PDF; says why in signs that need no translation."""


def find_engine() -> tuple[str, str] | None:
    """Return the kind and path of this machine's engine, or None.

    Chromium sets Chinese best; wkhtmltopdf is what older hosts have.
    """
    for name in BROWSERS:
        if path := shutil.which(name):
            return "chromium", path
    if path := shutil.which("wkhtmltopdf"):
        return "wkhtmltopdf", path
    return None


def render(html: str, engine: tuple[str, str]) -> bytes:
    """Return ``html`` as a PDF.

    :param engine: what ``find_engine()`` answered
    :raises EngineError: when the engine fails
    """
    with tempfile.TemporaryDirectory(prefix="contract-pdf-") as name:
        folder = Path(name)
        source, target = folder / "page.html", folder / "page.pdf"
        source.write_text(html, encoding="utf-8")
        try:
            subprocess.run(
                _command(engine, source, target, folder),
                check=True,
                timeout=TIMEOUT,
                capture_output=True,
                preexec_fn=_lift_memory_limit,
            )
            return target.read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise EngineError(_reason(error)) from error


def _reason(error: Exception) -> str:
    """Return why an engine failed, without the paths of the machine.

    >>> _reason(subprocess.TimeoutExpired(["chromium"], 60))
    '> 60 s'
    >>> _reason(subprocess.CalledProcessError(127, ["chromium"], stderr=b"no lib"))
    'exit 127: no lib'
    """
    if isinstance(error, subprocess.TimeoutExpired):
        return f"> {error.timeout:g} s"
    if isinstance(error, subprocess.CalledProcessError):
        said = (error.stderr or b"").decode(errors="replace").strip()
        return f"exit {error.returncode}: {said[-200:]}"
    return getattr(error, "strerror", None) or type(error).__name__


def _command(
    engine: tuple[str, str], source: Path, target: Path, folder: Path
) -> list[str]:
    """Return the command line of an engine.

    >>> engine = ("wkhtmltopdf", "wkhtmltopdf")
    >>> _command(engine, Path("a.html"), Path("a.pdf"), Path("."))[1:]
    ['--quiet', '--disable-javascript', 'a.html', 'a.pdf']
    """
    kind, path = engine
    if kind == "wkhtmltopdf":
        return [path, "--quiet", "--disable-javascript", str(source), str(target)]
    profile = f"--user-data-dir={folder / 'profile'}"
    return [path, *SWITCHES, profile, f"--print-to-pdf={target}", source.as_uri()]


def _lift_memory_limit() -> None:
    # Odoo limits its address space; a browser reserves far more than it uses.
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
