import json
import re
from datetime import timedelta
from urllib.parse import urlencode

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.crm_connector.tools.delivery import RateLimited
from odoo.addons.queue_job.tests.common import trap_jobs

from .common import WecomCase

EXTERNAL = "wmSim00000001"


class SidebarCase(WecomCase):
    """A customer of the rep, with an opportunity; the colleague has another."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write({"user_id": cls.rep.id, "is_company": True})
        cls.contact = cls._new_contact(EXTERNAL, "周敏", cls.rep, "ZhangWei")
        cls.contact.partner_id = cls.customer
        cls.lead = cls._new_lead("西溪展厅")
        cls.interior = cls.env.ref("crm_pipeline.crm_design_type_interior")
        cls.visit = cls.env.ref("crm_pipeline.crm_follow_up_kind_visit")

    @classmethod
    def _new_contact(cls, external_id, name, user, userid):
        contact = cls.env["crm.wecom.contact"].create(
            {
                "connector_id": cls.connector.id,
                "external_id": external_id,
                "name": name,
            }
        )
        cls.env["crm.wecom.follow"].create(
            {"contact_id": contact.id, "userid": userid, "user_id": user.id}
        )
        return contact

    @classmethod
    def _new_lead(cls, name, user=None):
        return cls.env["crm.lead"].create(
            {
                "name": name,
                "type": "opportunity",
                "partner_id": cls.customer.id,
                "user_id": (user or cls.rep).id,
                "expected_revenue": 80000,
            }
        )

    def _sidebar(self, user=None, external_id=EXTERNAL):
        contacts = self.env["crm.wecom.contact"].with_user(user or self.rep)
        return contacts._sidebar(self.connector, external_id)

    def _act(self, name, user=None, contact=None, **values):
        contact_sudo = (contact or self.contact).with_user(user or self.rep).sudo()
        return getattr(contact_sudo, name)(values)


class TestSidebar(SidebarCase):
    """Each sees in the conversation what he may see anyway, and no more."""

    def test_the_owner_sees_customer_opportunity_and_next_step(self):
        self.lead.with_user(self.rep).activity_schedule(
            "mail.mail_activity_data_call",
            date_deadline=fields.Date.today() - timedelta(days=1),
            summary="确认量房时间",
        )
        card = self._sidebar()
        self.assertEqual((card["state"], card["name"]), ("known", "云岭置业"))
        self.assertEqual(card["owner"], self.rep.name)
        [lead] = card["leads"]
        self.assertEqual((lead["name"], lead["next"]), ("西溪展厅", "确认量房时间"))
        self.assertTrue(lead["is_late"])
        self.assertIn("80,000", lead["amount"])
        self.assertTrue(card["lines"])
        self.assertEqual(card["kinds"][0], self.visit)

    def test_a_colleague_is_told_so_and_nothing_else(self):
        self.designer.group_ids = self.rep.group_ids
        card = self._sidebar(self.designer)
        self.assertEqual(
            card, {"state": "colleague", "external_id": EXTERNAL, "can_act": True}
        )
        for act, values in (
            ("_sidebar_visit", {"kind_id": self.visit.id, "note": "到访"}),
            ("_sidebar_register", {"project": "a", "address": "b"}),
            ("_sidebar_link_chosen", {"partner_id": self.customer.id}),
        ):
            with self.subTest(act=act), self.assertRaises(UserError):
                self._act(act, self.designer, **values)

    def test_a_colleagues_lead_is_registered_by_nobody_else(self):
        self.designer.group_ids = self.rep.group_ids
        contact = self._new_contact("wm9", "何总", self.rep, "ZhangWei")
        contact.lead_id = self._new_lead("何宅")
        [lead] = self._sidebar(external_id="wm9")["leads"]
        self.assertEqual(lead["name"], "何宅")
        self.assertEqual(
            self._sidebar(self.designer, external_id="wm9")["state"], "colleague"
        )
        for act, values in (
            ("_sidebar_visit", {"kind_id": self.visit.id, "note": "到访"}),
            (
                "_sidebar_register",
                {
                    "customer": "何宅",
                    "project": "何宅",
                    "address": "杭州市西湖区",
                    "design_type_id": self.interior.id,
                },
            ),
        ):
            with self.subTest(act=act), self.assertRaises(UserError):
                self._act(act, self.designer, contact, **values)

    def test_a_manager_sees_everybodys_customers(self):
        chief = self._new_user("sidebar_chief", "sales_team.group_sale_manager")
        self.assertEqual(self._sidebar(chief)["name"], "云岭置业")

    def test_who_has_no_sales_right_sees_what_he_may_and_acts_on_nothing(self):
        clerk = self._new_user("sidebar_clerk", "base.group_user")
        card = self._sidebar(clerk)
        self.assertEqual((card["can_act"], card["leads"]), (False, []))
        self.assertEqual((card["registrations"], card["figures"]), ([], []))

    def test_another_companys_people_find_no_connector(self):
        self.connector.company_id = self.env["res.company"].create({"name": "X"})
        connectors = self.env["crm.connector"].with_user(self.rep)
        self.assertFalse(connectors._wecom_sidebar_connector(self.connector.id))

    def test_whom_wecom_never_told_of_is_asked_for_by_a_job_once(self):
        with trap_jobs() as trap:
            for _time in range(2):
                card = self._sidebar(external_id="wmUnknown1")
            self._sidebar(external_id="../etc/passwd")
        self.assertEqual(card["state"], "fetching")
        trap.assert_jobs_count(1, only=self.connector._wecom_fetch_contact)
        self.assertTrue(self.connector._wecom_fetch_contact("wmUnknown1"))
        self.assertFalse(self.contact.search([("external_id", "=", "wmUnknown1")]))
        self.package.customers.add_customer(
            self.simulator.state,
            {"external_userid": "wmUnknown1", "name": "孙总", "userid": "ZhangWei"},
        )
        self.connector._wecom_fetch_contact("wmUnknown1")
        self.assertEqual(self._sidebar(external_id="wmUnknown1")["state"], "unknown")

    def test_a_visit_is_recorded_with_one_tap_and_a_few_words(self):
        self._act("_sidebar_visit", kind_id=str(self.visit.id), note="客户认可方案")
        follow_up = self.env["crm.follow.up"].search(
            [("partner_id", "=", self.customer.id)], limit=1
        )
        self.assertEqual(follow_up.note, "客户认可方案")
        self.assertEqual((follow_up.user_id, follow_up.kind_id), (self.rep, self.visit))
        for values in ({"note": "  "}, {"note": "x", "kind_id": "evil"}):
            with self.assertRaises(UserError):
                self._act("_sidebar_visit", **values)

    def test_an_unknown_contact_is_linked_to_an_own_customer_once(self):
        contact = self._new_contact("wm2", "孙总", self.rep, "ZhangWei")
        self.assertEqual(self._sidebar(external_id="wm2")["state"], "unknown")
        theirs = self.env["res.partner"].create(
            {"name": "云岭物业", "user_id": self.designer.id, "is_company": True}
        )
        contacts = contact.with_user(self.rep)
        names = [row["name"] for row in contacts._sidebar_search("云岭")]
        self.assertEqual(names, ["云岭置业"])
        with self.assertRaises(AccessError):
            self._act("_sidebar_link_chosen", contact=contact, partner_id=theirs.id)
        self._act("_sidebar_link_chosen", contact=contact, partner_id=self.customer.id)
        self.assertEqual(contact.partner_id, self.customer)
        self.assertEqual(contact.match_state, "linked")
        self.assertEqual(contact.decided_by_id, self.rep)
        with self.assertRaises(AccessError):
            self._act(
                "_sidebar_link_chosen", contact=contact, partner_id=self.customer.id
            )

    def test_a_registration_begins_in_the_conversation(self):
        contact = self._new_contact("wm3", "钱总", self.rep, "ZhangWei")
        with self.assertRaises(UserError):
            self._act("_sidebar_register", contact=contact, customer="钱江置业")
        self._act(
            "_sidebar_register",
            contact=contact,
            customer="钱江置业",
            project="钱江会所",
            address="杭州市上城区富春路1号",
            design_type_id=str(self.interior.id),
        )
        registration = self.env["crm.registration"].search(
            [("wecom_external_id", "=", "wm3")]
        )
        self.assertEqual(registration.customer_name, "钱江置业")
        self.assertEqual(registration.create_uid, self.rep)
        self.assertNotEqual(registration.state, "draft")

    def test_the_page_costs_the_same_with_ten_times_the_records(self):
        counts = []
        for number in (2, 20):
            self.env["crm.lead"].create(
                [
                    {
                        "name": f"项目{index}",
                        "type": "opportunity",
                        "partner_id": self.customer.id,
                        "user_id": self.rep.id,
                    }
                    for index in range(number)
                ]
            )
            self.env.flush_all()
            self._sidebar()  # what is kept for everybody
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            card = self._sidebar()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(card["leads"]), min(3, number + 1))
        self.assertLessEqual(counts[1], counts[0] + 1, counts)

    # -- WeCom's JavaScript ----------------------------------------------------------
    def _url(self, tail=""):
        return f"{self.connector.wecom_sidebar_url}{tail}"

    def test_pages_are_signed_with_two_tickets_asked_for_once(self):
        for _time in range(3):
            answer = self.connector._wecom_jssdk(self._url("?a=%E4%BD%A0#x"))
        self.assertEqual(self._calls("get_jsapi_ticket"), 1)
        self.assertEqual(self._calls("ticket/get"), 1)
        signatures = {answer[name]["signature"] for name in ("config", "agent_config")}
        self.assertEqual(len(signatures), 2)
        self.assertEqual(answer["agent_id"], self.simulator.state.agent_id)
        self.assertNotIn("ticket", json.dumps(answer))

    def test_a_used_up_limit_is_not_asked_again_and_again(self):
        fault = self.Fault(times=-1, path="/cgi-bin/get_jsapi", errcode=45009)
        self.simulator.state.add_fault(fault)
        for _time in range(3):
            # Not assertRaises: it would roll back what the page's answer commits.
            try:
                self.connector._wecom_jssdk(self._url())
            except RateLimited as error:
                self.assertTrue(error.detail)
            else:
                self.fail("a ticket beyond the limit")
        self.assertEqual(self._calls("get_jsapi_ticket"), 1)
        self.assertFalse(self.connector.paused_until)

    def test_other_pages_are_not_signed(self):
        for url in ("https://evil.cn/", f"{self._url()}x", "", self._url("/act")):
            with self.subTest(url=url), self.assertRaises(UserError):
                self.connector._wecom_jssdk(url)
        self.assertEqual(self._calls("get_jsapi_ticket"), 0)


@tagged("post_install", "-at_install")
class TestSidebarPage(SidebarCase, HttpCase):
    """The page itself, on a phone; nobody frames it, nobody posts to it from afar."""

    browser_size = "390x844"
    touch_enabled = True

    def setUp(self):
        super().setUp()
        self.path = f"/crm_wecom/sidebar/{self.connector.id}"
        self.query = urlencode({"external_userid": EXTERNAL})

    def test_a_stranger_goes_to_the_login_and_comes_back(self):
        self.connector.is_login_enabled = True
        self.authenticate(None, None)
        answer = self.url_open(f"{self.path}?{self.query}", allow_redirects=False)
        self.assertIn(
            f"/crm_connector/open/{self.connector.id}?to=", answer.headers["Location"]
        )
        answer = self.url_open(answer.headers["Location"], allow_redirects=False)
        self.assertIn("/connect/oauth2/authorize", answer.headers["Location"])

    def test_the_page_is_guarded_and_its_form_is_good_once(self):
        self.authenticate(self.rep.login, self.rep.login)
        page = self.url_open(f"{self.path}?{self.query}")
        self.assertIn("云岭置业", page.text)
        policy = page.headers["Content-Security-Policy"]
        self.assertIn("frame-ancestors 'self'", policy)
        self.assertNotIn("weixin", policy + page.text)
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        values = dict(
            re.findall(r'name="(csrf_token|token)" value="([^"]+)"', page.text)
        )
        values |= {
            "act": "visit",
            "external_userid": EXTERNAL,
            "kind_id": self.visit.id,
            "note": "到访一次",
        }
        answers = [
            self.url_open(f"{self.path}/act", data=values).json() for _time in range(2)
        ]
        self.assertIn("到访一次", answers[0]["card"])
        self.assertIn("error", answers[1])
        found = self.env["crm.follow.up"].search_count([("note", "=", "到访一次")])
        self.assertEqual(found, 1)
        with self.assertLogs("odoo.http", "WARNING"):
            bad = self.url_open(f"{self.path}/act", data={**values, "csrf_token": "x"})
        self.assertEqual(bad.status_code, 400)

    def test_wecoms_script_is_loaded_from_wecom_alone(self):
        self.authenticate(self.rep.login, self.rep.login)
        self.connector.base_url = "https://qyapi.weixin.qq.com"
        page = self.url_open(self.path)
        self.assertIn("https://res.wx.qq.com/open/js/jweixin", page.text)
        self.assertIn("https://res.wx.qq.com", page.headers["Content-Security-Policy"])

    def test_the_guide_is_for_administrators_and_names_the_addresses(self):
        path = f"/crm_wecom/guide/{self.connector.id}"
        self.authenticate(self.admin.login, self.admin.login)
        page = self.url_open(path).text
        self.assertIn(self.connector.callback_url, page)
        self.assertIn(self.connector.wecom_sidebar_url, page)
        self.assertNotIn(self.simulator.state.secret, page)
        self.authenticate(self.rep.login, self.rep.login)
        with self.assertLogs("odoo.http", "WARNING"):
            self.assertEqual(self.url_open(path).status_code, 403)

    def test_a_visit_is_recorded_on_a_phone(self):
        self.browser_js(
            f"{self.path}?{self.query}",
            """
            const form = document.querySelector("form[data-act=visit]");
            form.querySelector("textarea").value = "手机上记录";
            form.querySelector("button.main").click();
            const seen = setInterval(() => {
                const notice = document.getElementById("notice");
                const text = document.getElementById("card").innerText;
                if (!notice.hidden && text.includes("手机上记录")) {
                    clearInterval(seen);
                    const wide = document.documentElement.scrollWidth > innerWidth;
                    console[wide ? "error" : "log"](
                        wide ? "wider than the screen" : "test successful");
                }
            }, 50);
            """,
            ready="document.readyState === 'complete'",
            login=self.rep.login,
        )
        follow_up = self.env["crm.follow.up"].search([("note", "=", "手机上记录")])
        self.assertEqual(follow_up.user_id, self.rep)
