"""The manager walks through what the deal left behind; no screen shows an error.

The pictures of the README are taken here and on the way.
"""

import re

from .browser import PHONE, browsing, take_picture
from .company import PASSWORD

TABS = {"contract": "plan"}
# What finance and the administrator live in, whatever deals there are: (picture, path).
FINANCE = "/odoo/action-crm_finance_link"
FINANCE_SCREENS = [
    ("receivables", f"{FINANCE}.crm_receivables_action"),
    ("instalments", f"{FINANCE}.crm_payment_plan_line_action_calendar"),
    ("bank-matching", f"{FINANCE}.crm_bank_match_action"),
]
ERRORS = ".o_error_dialog, .o_notification_bar.bg-danger"


def screens(facts) -> list[tuple[str, str]]:
    """Return (picture, path) of the screens of this deal."""
    return [
        (
            "registration",
            f"/odoo/action-crm_pipeline.crm_registration_action/{facts.second}",
        ),
        ("quotation", f"/odoo/action-sale.action_quotations/{facts.order}"),
        ("contract", f"/odoo/action-crm_contract.crm_contract_action/{facts.contract}"),
        ("registrations", "/odoo/action-crm_pipeline.crm_registration_action"),
        ("approvals", "/odoo/action-crm_approval.crm_approval_request_action"),
        ("events", "/odoo/action-crm_customer.crm_business_event_action"),
    ]


def visit(page, url: str, picture: str) -> None:
    page.goto(url)
    page.wait_for_selector(
        ".o_form_view, .o_list_view, .o_kanban_view, .o_calendar_view, "
        ".o_crm_receivables_grid, .o_view_nocontent"
    )
    page.wait_for_selector(".o_loading_indicator", state="detached")
    assert not page.locator(ERRORS).count(), f"{url} shows an error"
    if tab := TABS.get(picture):
        page.click(f".o_notebook a[name={tab}]")
    take_picture(page, picture)


def look_at_workbench(page, url: str, tail: str = "") -> list[str]:
    """Open the first screen and what waits in the manager's team; name the pictures."""
    page.goto(f"{url}/odoo/workbench")
    page.wait_for_selector(".o_crm_workbench_card, .o_crm_workbench_done")
    take_picture(page, f"workbench{tail}")
    page.click(".o_crm_workbench button[name=team]")
    page.wait_for_selector(".o_crm_workbench_person")
    assert not page.locator(ERRORS).count(), "The workbench shows an error"
    take_picture(page, f"workbench-team{tail}")
    return [f"workbench{tail}", f"workbench-team{tail}"]


def test_6_every_screen_of_the_deal_opens(thread, company):
    with thread.step("6  the manager looks at the whole deal (browser)") as records:
        complaints = []
        with browsing(company.url, "zhangwei", PASSWORD) as page:
            page.on("pageerror", lambda error: complaints.append(str(error)))
            for picture, path in screens(thread.facts):
                visit(page, f"{company.url}{path}", picture)
                records.append(picture)
            records += look_at_workbench(page, company.url)
            page.goto(company.simulator)
            page.get_by_text(re.compile("企业微信")).first.wait_for()
            take_picture(page, "wecom-simulator")
        with browsing(company.url, "zhangwei", PASSWORD, PHONE) as page:
            for picture, path in screens(thread.facts)[-3:-1]:
                visit(page, f"{company.url}{path}", f"{picture}-phone")
            records += look_at_workbench(page, company.url, "-phone")
        assert not complaints, complaints


def test_6_finance_and_the_administrator_look_at_theirs(thread, company):
    with thread.step("6  finance and the administrator (browser)") as records:
        complaints = []
        (connector,) = company.administrator.search(
            "crm.connector", ["kind", "=", "wecom"]
        )
        health = f"/odoo/action-crm_connector.crm_connector_action/{connector}"
        for login, password, wanted in (
            ("liumin", PASSWORD, FINANCE_SCREENS),
            ("admin", "admin", [("connector", health)]),
        ):
            with browsing(company.url, login, password) as page:
                page.on("pageerror", lambda error: complaints.append(str(error)))
                for picture, path in wanted:
                    visit(page, f"{company.url}{path}", picture)
                    records.append(picture)
        assert not complaints, complaints
