"""What people do in WeCom itself, on the simulator's pages in a browser."""

import time

from .browser import browsing, opened, take_picture
from .company import PASSWORD, WECOM_IDS

PATIENCE = 90  # seconds; what is reported is dealt with by a job
WAY = "设计周展台"
VISITOR = "宋雨桐"


def wait_until(read, is_wanted):
    """Return what ``read`` answers once it is wanted."""
    deadline = time.monotonic() + PATIENCE
    while not is_wanted(found := read()):
        assert time.monotonic() < deadline, f"still {found}"
        time.sleep(1)
    return found


def test_5_the_manager_approves_on_his_card(thread, company):
    rep = company.rep
    with thread.step("5  the manager approves on WeCom's card (browser)") as records:
        company.let_wecom_call_back()
        order = rep.call("sale.order", "copy", [thread.facts.order])[0]
        rep.call("sale.order", "action_request_approval", [order])
        name = rep.read("sale.order", order, "name")["name"]
        with opened() as page:
            page.goto(company.simulator)
            page.get_by_role("button", name=WECOM_IDS["zhangwei"]).click()
            card = page.locator("article.message", has_text=name).filter(
                has=page.get_by_role("button", name="同意")
            )
            card.get_by_role("button", name="同意").click()
            page.get_by_text("已通知 CRM").wait_for()
            # The card says so itself, in the place of its buttons.
            ended = page.locator("article.message", has_text="已同意").filter(
                has_text=name
            )
            ended.get_by_role("button", name="已处理").wait_for()
            assert not ended.get_by_role("button", name="驳回").count()
            take_picture(page, "wecom-card-decided")
        facts = rep.read("sale.order", order, "approval_state", "approval_request_id")
        assert facts["approval_state"] == "approved", facts
        (decision,) = company.administrator.call(
            "crm.approval.decision",
            "search_read",
            domain=[["request_id", "=", facts["approval_request_id"][0]]],
            fields=["user_id", "decision", "channel"],
        )
        assert (decision["decision"], decision["channel"]) == ("approve", "chat")
        assert decision["user_id"][1] == "张伟"
        records.append(name)


def test_5_who_scans_a_contact_way_is_a_lead_with_its_source(thread, company):
    admin = company.administrator
    with thread.step("5  a customer scans a contact way (browser)") as records:
        (way,) = admin.search("crm.wecom.contact.way", ["name", "=", WAY])
        admin.call("crm.wecom.contact.way", "action_make_code", [way])
        source = admin.read("crm.wecom.contact.way", way, "source_id")["source_id"]
        with opened() as page:
            page.goto(f"{company.simulator}/customers")
            page.get_by_label("渠道活码").select_option(label=WAY)
            page.fill("input[name=name]", VISITOR)
            page.get_by_role("button", name="添加客户").click()
            page.locator("article", has_text=VISITOR).wait_for()
            assert page.locator("#said").inner_text() == ""

        def found():
            return admin.call(
                "crm.wecom.contact",
                "search_read",
                domain=[["name", "=", VISITOR]],
                fields=["lead_id"],
            )

        (contact,) = wait_until(found, lambda rows: rows and rows[0]["lead_id"])
        lead = contact["lead_id"][0]
        facts = admin.read("crm.lead", lead, "source_id", "user_id")
        assert (facts["source_id"], facts["user_id"][1]) == (source, "李娜")
        with browsing(company.url, "lina", PASSWORD) as page:
            page.goto(f"{company.url}/odoo/crm.lead/{lead}")
            page.locator(".o_form_view").get_by_text(WAY).first.wait_for()
            take_picture(page, "lead-of-a-contact-way")
        records.append(contact["lead_id"][1])
