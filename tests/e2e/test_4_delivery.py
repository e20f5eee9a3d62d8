"""Deliverable, client's signature, draft invoice, payment: the plan shows paid."""

import base64

from .browser import PHONE, browsing, draw_signature, take_picture
from .chat import approve_on_dingtalk
from .company import PASSWORD

CLIENT = "linzong"
DRAWING = (
    b"%PDF-1.4\n% a drawing of the thread\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
)


def test_4_the_team_is_named_and_the_phase_begins(thread, company):
    manager = company.manager
    with thread.step("4  the team is named, the first phase begins") as records:
        lead_designer, drawer, approver = (
            manager.search("res.users", ["login", "=", login])[0]
            for login in ("zhoukai", "chenjing", "zhangwei")
        )
        project = thread.facts.project
        manager.call(
            "project.project", "write", [project], vals={"user_id": lead_designer}
        )
        people = {
            "design": drawer,
            "proofread": lead_designer,
            "check": lead_designer,
            "approve": approver,
        }
        for duty, person in people.items():
            places = manager.search(
                "project.member", ["project_id", "=", project], ["duty", "=", duty]
            )
            manager.call(
                "project.member", "write", places[:1], vals={"user_id": person}
            )
        (phase,) = manager.search(
            "project.milestone", ["project_id", "=", project], ["code", "=", "concept"]
        )
        checks = manager.search("project.milestone.check", ["milestone_id", "=", phase])
        manager.call("project.milestone.check", "write", checks, vals={"is_done": True})
        manager.call("project.milestone", "action_start", [phase])
        (deliverable,) = manager.search(
            "project.deliverable",
            ["project_id", "=", project],
            ["code", "=", "concept"],
        )
        facts = manager.read("project.deliverable", deliverable, "name", "user_id")
        # The phase has given its work to the one who draws concepts.
        assert facts["user_id"][0] == drawer, facts
        thread.facts.deliverable = deliverable
        records += [facts["name"], facts["user_id"][1]]


def test_4_the_designer_releases_a_reviewed_version(thread, company):
    with thread.step(
        "4  the designer uploads, three review it, he releases"
    ) as records:
        version = upload_and_release(company, thread.facts.deliverable, "A", "首版")
        facts = company.designer.read(
            "project.deliverable.version", version, "display_name", "state", "sha256"
        )
        assert facts["state"] == "released"
        records += [facts["display_name"], f"SHA-256 {facts['sha256'][:12]}…"]


def upload_and_release(
    company, deliverable: int, letter: str, note: str, in_chat: bool = False
) -> int:
    """Upload a version, let the three others review it, release it; answer its id.

    :param in_chat: the first reviewer decides on his card in DingTalk
    """
    designer = company.designer
    (version,) = designer.call(
        "project.deliverable",
        "action_upload",
        [deliverable],
        filename=f"云岭山居-方案-{letter}版.pdf",
        data_base64=base64.b64encode(DRAWING + letter.encode()).decode(),
        note=note,
    )
    designer.call("project.deliverable.version", "action_request_approval", [version])
    reviewers = [company.lead_designer, company.lead_designer, company.manager]
    if in_chat:
        approve_on_dingtalk(company, "zhoukai", "周凯")
        reviewers = reviewers[1:]
    for reviewer in reviewers:
        (request,) = reviewer.search(
            "crm.approval.request",
            ["res_model", "=", "project.deliverable.version"],
            ["res_id", "=", version],
        )
        reviewer.call("crm.approval.request", "decide", [request], decision="approve")
    designer.call("project.deliverable.version", "action_release", [version])
    return version


def test_4_the_client_remarks_and_gets_a_new_version(thread, company):
    designer, deliverable = company.designer, thread.facts.deliverable
    with thread.step("4  the client remarks, the next version answers it") as records:
        invite_client(company.administrator, thread.facts.partner)
        with browsing(company.url, CLIENT, PASSWORD, PHONE) as page:
            page.goto(f"{company.url}/my/deliverables/{deliverable}")
            page.wait_for_selector(".o_deliverable_viewer[data-ready]")
            page.click(".o_deliverable_whole")
            page.fill(".o_deliverable_form textarea", "入口再宽一些")
            page.click(".o_deliverable_form button[type=submit]")
            page.wait_for_selector(".o_deliverable_comment")
        (comment,) = designer.search(
            "project.deliverable.comment",
            ["deliverable_id", "=", deliverable],
            ["kind", "=", "client"],
        )
        designer.call(
            "project.deliverable.comment",
            "write",
            [comment],
            vals={"answer": "入口已加宽至 2.4 米，见 B 版"},
        )
        version = upload_and_release(
            company, deliverable, "B", "按客户意见加宽入口", in_chat=True
        )
        facts = designer.read(
            "project.deliverable", deliverable, "client_version_id", "version_count"
        )
        assert facts["client_version_id"][0] == version
        assert facts["version_count"] == 2
        records.append(facts["client_version_id"][1])


def test_4_the_client_signs_in_the_portal(thread, company):
    with thread.step("4  the client signs it off in the portal (browser)") as records:
        path = f"/my/deliverables/{thread.facts.deliverable}"
        with browsing(company.url, CLIENT, PASSWORD, PHONE) as page:
            page.goto(f"{company.url}{path}")
            take_picture(page, "portal-deliverable-phone")
            page.click("#open_sign")
            draw_signature(page)
            take_picture(page, "portal-signature-phone")
            page.click("#modal_sign .o_portal_sign_submit")
            page.wait_for_selector("#sign_ok")
            take_picture(page, "portal-signed-phone")
        facts = company.designer.read(
            "project.deliverable", thread.facts.deliverable, "name", "state"
        )
        assert facts["state"] == "signed_off"
        records.append(facts["name"])


def invite_client(administrator, partner: int) -> None:
    """Give the customer's contact a login for the portal."""
    contacts = administrator.search("res.partner", ["parent_id", "=", partner])
    administrator.create(
        "res.users",
        partner_id=contacts[0],
        login=CLIENT,
        password=PASSWORD,
        lang="zh_CN",
        group_ids=[[6, 0, [portal_group(administrator)]]],
    )


def portal_group(administrator) -> int:
    (row,) = administrator.call(
        "ir.model.data",
        "search_read",
        domain=[["module", "=", "base"], ["name", "=", "group_portal"]],
        fields=["res_id"],
    )
    return row["res_id"]


def test_4_finance_posts_the_draft_and_takes_the_payment(thread, company):
    finance = company.finance
    with thread.step("4  finance posts the draft and registers the payment") as records:
        (line,) = finance.search(
            "crm.payment.plan.line",
            ["plan_id.contract_id", "=", thread.facts.contract],
            ["trigger", "=", "deliverable_signed_off"],
            ["trigger_code", "=", "concept"],
        )
        due = finance.read(
            "crm.payment.plan.line", line, "state", "invoice_ids", "amount"
        )
        assert due["state"] in ("due", "invoiced"), due
        (invoice,) = due["invoice_ids"]
        facts = finance.read("account.move", invoice, "state", "amount_total")
        assert (facts["state"], facts["amount_total"]) == ("draft", due["amount"])
        pay_in_browser(company, thread.facts.contract_name, due["amount"])
        facts = finance.read("account.move", invoice, "name", "payment_state")
        assert facts["payment_state"] == "paid"
        paid = finance.read(
            "crm.payment.plan.line", line, "display_name", "state", "amount_received"
        )
        assert (paid["state"], paid["amount_received"]) == ("paid", due["amount"])
        records += [facts["name"], paid["display_name"], f"{due['amount']:,.2f}"]


def pay_in_browser(company, contract_name: str, amount: float) -> None:
    """Find the sign-off's draft in the accounting screens, post it, take the money."""
    with browsing(company.url, "liumin", PASSWORD) as page:
        page.goto(f"{company.url}/odoo/action-account.action_move_out_invoice_type")
        page.wait_for_selector(".o_list_view, .o_kanban_view, .o_view_nocontent")
        row = page.locator(".o_data_row", has_text=contract_name).filter(
            has_text=f"{amount:,.2f}"
        )
        row.wait_for()
        take_picture(page, "finance-draft-invoices")
        row.locator("td.o_data_cell").nth(1).click()
        page.click("button[name=action_post]:visible")
        page.click("button[name=action_register_payment]:visible")
        page.click(".modal button[name=action_create_payments]")
        page.wait_for_selector(".modal", state="detached")
        page.wait_for_selector(".o_form_view .text-bg-success:visible")
        take_picture(page, "finance-paid-invoice")
