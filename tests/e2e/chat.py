"""What people do in the chat tools, on the simulators' pages in a browser."""

from .browser import opened, take_picture
from .company import PASSWORD


def approve_on_dingtalk(company, login: str, name: str) -> None:
    """Press "同意" on a colleague's newest card, log in, confirm on the page."""
    with opened() as page:
        page.goto(company.dingtalk)
        page.get_by_role("button", name=name).click()
        card = page.locator("article.card").filter(
            has=page.get_by_role("link", name="同意")
        )
        card.first.wait_for()
        take_picture(page, "dingtalk-card")
        with page.expect_popup() as opening:
            card.first.get_by_role("link", name="同意").click()
        popup = opening.value
        popup.fill("input[name=login]", login)
        popup.fill("input[name=password]", PASSWORD)
        popup.click("form.oe_login_form button[type=submit]")
        popup.click("form[data-state=open] button")
        popup.wait_for_selector("[data-state=ended]")
        take_picture(popup, "dingtalk-card-decided")
