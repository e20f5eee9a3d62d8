"""Approved, signed off, paid: a message in WeCom or DingTalk, once each."""

import time
from collections import Counter

from .browser import opened
from .company import CHAT_IDS, DINGTALK_IDS, WECOM_IDS

PATIENCE = 90  # seconds; delivery starts after commit, through queue_job
EXPECTED = {
    "registration.approved": {"lina"},
    "quotation.approved": {"lina"},
    "deliverable.signed_off": {"lina", "chenjing", "zhoukai", "zhangwei"},
    "payment.received": {"lina", "zhangwei"},
}

#: What the sales team's group is told as well by its robot, as the simulator names it.
GROUP, TOLD_TO_GROUP = "群聊 1", {"payment.received"}


def events_of_the_thread(company, thread) -> dict[str, dict]:
    """Return kind -> event of the records that this thread made."""
    ids = company.administrator.search(
        "crm.business.event",
        ["kind", "in", list(EXPECTED)],
        ["partner_id", "=", thread.facts.partner],
    )
    rows = company.administrator.call(
        "crm.business.event", "read", ids, fields=["kind", "name"]
    )
    return {row["kind"]: row for row in rows}


def deliveries(company, event: int) -> list[dict]:
    return company.administrator.call(
        "crm.connector.message",
        "search_read",
        domain=[["event_id", "=", event]],
        fields=["state", "user_id", "vendor_id", "error"],
    )


def test_5_each_person_concerned_hears_once(thread, company):
    with thread.step(
        "5  WeCom, DingTalk: approved, signed off, paid, once each"
    ) as records:
        events = events_of_the_thread(company, thread)
        assert set(events) == set(EXPECTED)
        deadline = time.monotonic() + PATIENCE
        while pending := [
            message
            for event in events.values()
            for message in deliveries(company, event["id"])
            if message["state"] != "sent"
        ]:
            assert time.monotonic() < deadline, f"not delivered: {pending}"
            time.sleep(1)
        in_dingtalk = company.dingtalk_messages()
        assert {one["userid"] for one in in_dingtalk} <= set(DINGTALK_IDS.values())
        arrived = company.wecom_messages() + in_dingtalk
        for kind, logins in EXPECTED.items():
            got = Counter(
                message["userid"].lower()
                for message in arrived
                if events[kind]["name"] in message["text"]
            )
            wanted = Counter(CHAT_IDS[login].lower() for login in logins)
            wanted.update([GROUP] if kind in TOLD_TO_GROUP else [])
            assert got == wanted, f"{kind}: {got}, wanted {wanted}"
            records.append(f"{kind} → {', '.join(sorted(got))}")


def test_5_the_rep_comes_in_by_qr_code(thread, company):
    with (
        thread.step("5  the rep logs in with WeCom's QR code (browser)") as records,
        opened() as page,
    ):
        page.goto(f"{company.url}/web/login?redirect=/odoo/workbench")
        page.click("a[href*='/crm_connector/login/']")
        page.click(f"a[data-userid='{WECOM_IDS['lina']}']")
        page.wait_for_selector(".o_crm_workbench_card, .o_crm_workbench_done")
        assert page.url == f"{company.url}/odoo/workbench"
        info = page.request.post(
            f"{company.url}/web/session/get_session_info", data={"params": {}}
        ).json()["result"]
        assert info["username"] == "lina"
        records.append(info["name"])
