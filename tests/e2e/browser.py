"""People in a real browser: the client in the portal, finance in the web client."""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: No request may leave this machine, not even Chromium's own.
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PATIENCE = 60_000  # ms; the first page of a server builds its bundles


def executable() -> str:
    """Return the path of Chromium.

    :raises AssertionError: when there is none, with the line that installs it
    """
    found = os.environ.get("CHROME_BIN") or next(
        filter(None, map(shutil.which, NAMES)), ""
    )
    assert found, "no browser: sudo apt-get install chromium fonts-noto-cjk"
    return found


@contextmanager
def opened(viewport: dict = DESKTOP):
    """Yield a page of a new browser, in Chinese; nobody is logged in."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=executable(), args=list(SWITCHES)
        )
        try:
            context = chromium.new_context(
                viewport=viewport, locale="zh-CN", timezone_id="Asia/Shanghai"
            )
            page = context.new_page()
            page.set_default_timeout(PATIENCE)
            yield page
        finally:
            chromium.close()


@contextmanager
def browsing(url: str, login: str, password: str, viewport: dict = DESKTOP):
    """Yield a page on which ``login`` is logged in, in Chinese."""
    with opened(viewport) as page:
        page.goto(f"{url}/web/login")
        page.fill("input[name=login]", login)
        page.fill("input[name=password]", password)
        page.click("form.oe_login_form button[type=submit]")
        page.wait_for_url(lambda address: "/web/login" not in address)
        yield page


def take_picture(page: Page, name: str) -> None:
    """Keep a picture of the page when ``E2E_PICTURES`` names a folder."""
    folder = os.environ.get("E2E_PICTURES")
    if folder:
        page.wait_for_timeout(700)  # let animations end; pictures are for people
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


def draw_signature(page: Page) -> None:
    """Draw on the signature pad as a finger would."""
    pad = page.locator(
        ".o_web_sign_signature canvas:visible, canvas.o_web_sign_signature:visible"
    ).first
    box = _resting_box(page, pad)
    left, top = box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.6
    page.mouse.move(left, top)
    page.mouse.down()
    for step in range(1, 9):
        rise = 18 if step % 2 else -18
        page.mouse.move(left + step * box["width"] * 0.07, top + rise, steps=4)
    page.mouse.up()


def _resting_box(page: Page, pad) -> dict:
    """Return where the pad is once its dialog has come to rest."""
    pad.scroll_into_view_if_needed()
    before, box = None, pad.bounding_box()
    while box != before:
        page.wait_for_timeout(400)
        before, box = box, pad.bounding_box()
    return box
