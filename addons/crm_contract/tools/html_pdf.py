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
    :raises OSError, subprocess.SubprocessError: when the engine fails
    """
    with tempfile.TemporaryDirectory(prefix="contract-pdf-") as name:
        folder = Path(name)
        source, target = folder / "page.html", folder / "page.pdf"
        source.write_text(html, encoding="utf-8")
        subprocess.run(
            _command(engine, source, target, folder),
            check=True,
            timeout=TIMEOUT,
            capture_output=True,
            preexec_fn=_lift_memory_limit,
        )
        return target.read_bytes()


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
