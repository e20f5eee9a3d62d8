from unittest.mock import patch
from urllib.parse import parse_qsl, urlencode, urlsplit

from odoo.http import root
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.crm_connector.controllers.login import PENDING
from odoo.addons.crm_connector.models.crm_connector_login import OPEN_PATH, PATH
from odoo.addons.crm_connector.tools import login as login_rules

from .common import WecomCase

INSIDE = "Mozilla/5.0 (iPhone) MicroMessenger/8.0 wxwork/4.1.10"


@tagged("post_install", "-at_install")
class TestLogin(WecomCase, HttpCase):
    """Bound employees come in by WeCom; everybody else reads why he does not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connector.is_login_enabled = True
        cls.simulator.state.set_members(
            [cls.Member("WuMing", "吴明"), cls.Member("Portal", "赵敏")]
        )
        cls.portal = new_test_user(
            cls.env, login="wecom_portal", groups="base.group_portal"
        )
        cls._identify(cls.portal, "Portal")
        cls.path = f"{PATH}/{cls.connector.id}"

    def setUp(self):
        super().setUp()
        self.simulator.state.set_members([self.Member("ZhangWei", "张伟")])
        # Failed logins are counted per address, in the process.
        vars(self.env.registry).pop("_login_failures", None)
        self._new_browser()

    def _new_browser(self):
        """A browser in Chinese in which nobody is logged in."""
        self.authenticate(None, None)
        self.session.context["lang"] = "zh_CN"
        root.session_store.save(self.session)

    # -- the turn, step by step ----------------------------------------------------
    def _get(self, url, agent=""):
        return self.url_open(
            url,
            allow_redirects=False,
            headers={"User-Agent": agent, "Accept-Language": "zh-CN"},
        )

    def _begin(self, redirect="/odoo/contacts", path=None, agent=""):
        """Press the button; answer the address at the vendor, and its query."""
        query = urlencode({"redirect": redirect, "to": redirect})
        answer = self._get(f"{path or self.path}?{query}", agent)
        self.assertEqual(answer.status_code, 303, answer.text[:200])
        url = answer.headers["Location"]
        return url, dict(parse_qsl(urlsplit(url).query))

    def _choose(self, query, userid):
        """Press one's name at the vendor; answer the address to come back to."""
        values = {"userid": userid, **query}
        url = f"{self.simulator.base_url}/_sim/login?{urlencode(values)}"
        return self._get(url).headers["Location"]

    def _log_in(self, userid, redirect="/odoo/contacts"):
        _url, query = self._begin(redirect)
        return self._get(self._choose(query, userid))

    def _uid(self):
        info = self.url_open("/web/session/get_session_info", json={"params": {}})
        return (info.json().get("result") or {}).get("uid")

    def _refused(self, answer):
        """What the login page says after ``answer``; nobody is logged in."""
        self.assertEqual(urlsplit(answer.headers["Location"]).path, "/web/login")
        page = self._get(answer.headers["Location"]).text
        self.assertIn("alert-danger", page)
        self.assertFalse(self._uid())
        return page.split("alert-danger")[1].split("</p>")[0]

    # -- who comes in --------------------------------------------------------------
    def test_a_bound_employee_logs_in_by_qr_code_and_lands_where_he_wanted(self):
        page = self._get("/web/login?redirect=/odoo/contacts").text
        self.assertIn(f"{self.path}?redirect=%2Fodoo%2Fcontacts", page)
        users = self.env["res.users"].search_count([])
        url, query = self._begin()
        self.assertEqual(query["appid"], self.simulator.state.corp_id)
        self.assertEqual(query["redirect_uri"], f"{self.base_url()}{self.path}/back")
        self.assertEqual(query["login_type"], "CorpApp")
        self.assertIn("由谁扫码", self._get(url).text)
        answer = self._get(self._choose(query, "ZhangWei"))
        self.assertEqual(urlsplit(answer.headers["Location"]).path, "/odoo/contacts")
        self.assertEqual(self._uid(), self.rep.id)
        self.assertEqual(self.env["res.users"].search_count([]), users)

    def test_the_session_gets_a_new_id_with_the_login(self):
        _url, query = self._begin()
        before = self.opener.cookies.get("session_id")
        self._get(self._choose(query, "li.na"))
        self.assertEqual(self._uid(), self.designer.id)
        self.assertNotEqual(self.opener.cookies.get("session_id"), before)

    def test_the_case_of_a_userid_does_not_matter(self):
        self.simulator.state.members["zhangwei"].userid = "zhangwei"
        self._log_in("zhangwei")
        self.assertEqual(self._uid(), self.rep.id)

    def test_who_has_a_second_factor_is_asked_for_it(self):
        users = type(self.env["res.users"])
        with patch.object(users, "_mfa_url", lambda self: "/web/login/totp"):
            answer = self._log_in("ZhangWei")
            location = urlsplit(answer.headers["Location"])
            self.assertEqual(location.path, "/web/login/totp")
            self.assertEqual(
                dict(parse_qsl(location.query))["redirect"], "/odoo/contacts"
            )
        self.assertFalse(self._uid())

    # -- who does not --------------------------------------------------------------
    def test_who_may_not_come_in_reads_why(self):
        self.designer.active = False
        for userid, words in (
            ("WuMing", "WuMing"),
            ("li.na", "li.na"),
            ("Portal", "Portal"),
            ("-outside-", "企业微信"),
        ):
            with self.subTest(userid=userid):
                self.assertIn(words, self._refused(self._log_in(userid)))
        self.assertFalse(self.env["res.users"].search([("login", "=", "WuMing")]))

    def test_a_state_is_good_once_and_in_its_own_browser(self):
        _url, query = self._begin()
        back = self._choose(query, "ZhangWei")
        session = self.opener.cookies.get("session_id")
        self._get(back)
        self.assertTrue(self._uid())
        self._new_browser()
        self._refused(self._get(back))
        # Even a browser in which it is still pending: a session may be copied.
        self.assertNotEqual(session, self.opener.cookies.get("session_id"))
        self.session[PENDING] = login_rules.with_pending(
            {}, query["state"], self.connector.id, "/odoo", 4e9
        )
        root.session_store.save(self.session)
        self._refused(self._get(back))

    def test_a_login_begun_elsewhere_an_old_and_a_made_up_one_are_refused(self):
        _url, query = self._begin()
        code = self.package.login.issue_code(self.simulator.state, "ZhangWei")
        self._new_browser()
        for state in (query["state"], "made-up", "", "\x00"):
            answer = self._get(
                f"{self.path}/back?{urlencode({'code': code, 'state': state})}"
            )
            self._refused(answer)
            vars(self.env.registry).pop("_login_failures", None)
        with patch.object(login_rules, "STATE_SECONDS", -1):
            _url, query = self._begin()
            self._refused(self._get(self._choose(query, "ZhangWei")))
        self.assertEqual(self._calls("auth/getuserinfo"), 0)

    def test_a_code_is_good_once(self):
        _url, query = self._begin()
        back = self._choose(query, "ZhangWei")
        self.simulator.state.login_codes.clear()
        self.assertIn("企业微信", self._refused(self._get(back)))

    def test_many_failed_logins_make_an_address_wait(self):
        self.env["ir.config_parameter"].set_param("base.login_cooldown_after", 3)
        for _time in range(3):
            self._refused(self._get(f"{self.path}/back?code=x&state=y"))
        with self.assertLogs("odoo.addons.base.models.res_users", "WARNING"):
            answer = self._log_in("ZhangWei")
        self.assertIn("登录", self._refused(answer))
        self.assertEqual(self._calls("auth/getuserinfo"), 0)

    def test_a_silent_vendor_is_named(self):
        fault = self.Fault(path="/cgi-bin/auth", http_status=502)
        self.simulator.state.add_fault(fault)
        with self.assertLogs("odoo.addons.crm_connector", "WARNING") as log:
            answer = self._log_in("ZhangWei")
        self.assertIn("企业微信", self._refused(answer))
        self.assertNotIn("code=", "".join(log.output))

    def test_it_is_off_when_switched_off_disturbed_or_archived(self):
        _url, query = self._begin()
        back = self._choose(query, "ZhangWei")
        for values in (
            {"is_login_enabled": False},
            {"state": "error"},
            {"active": False},
        ):
            with self.subTest(values=values):
                before = {name: self.connector[name] for name in values}
                self.connector.write(values)
                self.assertNotIn(self.path, self._get("/web/login").text)
                self._refused(self._get(self.path))
                self.connector.write(before)
        self.connector.is_login_enabled = False
        self._refused(self._get(back))
        self._refused(self._get(f"{PATH}/999999"))

    def test_nobody_is_sent_to_another_server(self):
        for bad in ("//evil.cn", "/\\evil.cn", "https://evil.cn", "/\t/evil.cn"):
            with self.subTest(bad=bad):
                answer = self._log_in("ZhangWei", redirect=bad)
                self.assertEqual(
                    urlsplit(answer.headers["Location"])._replace(scheme="", netloc=""),
                    urlsplit("/odoo"),
                )
                inside = self._get(
                    f"{OPEN_PATH}/{self.connector.id}?{urlencode({'to': bad})}"
                )
                self.assertTrue(inside.headers["Location"].endswith("/odoo"))
                self._new_browser()

    # -- links in messages -----------------------------------------------------------
    def test_the_link_of_a_message_logs_in_inside_wecom_and_leads_to_its_page(self):
        path = f"{OPEN_PATH}/{self.connector.id}"
        _url, query = self._begin("/mail/view?model=res.partner&res_id=1", path, INSIDE)
        self.assertEqual(query["scope"], "snsapi_base")
        answer = self._get(self._choose(query, "ZhangWei"))
        self.assertTrue(
            answer.headers["Location"].endswith("/mail/view?model=res.partner&res_id=1")
        )
        # Who is logged in goes straight on.
        answer = self._get(f"{path}?to=/odoo/crm", INSIDE)
        self.assertTrue(answer.headers["Location"].endswith("/odoo/crm"))

    def test_an_ordinary_browser_gets_the_login_page_from_a_link(self):
        self.connector.base_url = "https://qyapi.weixin.qq.com"
        answer = self._get(f"{OPEN_PATH}/{self.connector.id}?to=/odoo/crm")
        self.assertTrue(
            answer.headers["Location"].endswith("/web/login?redirect=%2Fodoo%2Fcrm")
        )
        url, query = self._begin()
        self.assertTrue(url.startswith("https://login.work.weixin.qq.com/wwlogin/sso"))
        self.assertEqual(query["login_type"], "CorpApp")
        url, _query = self._begin(agent=INSIDE)
        self.assertTrue(url.startswith("https://open.weixin.qq.com/connect/oauth2"))
        self.assertTrue(url.endswith("#wechat_redirect"))

    def test_a_message_carries_such_a_link_when_that_is_switched_on(self):
        url = f"{self.base_url()}/mail/view?model=res.partner&res_id=7"
        self.assertEqual(self.connector._open_url(url), url)
        self.connector.is_open_link_enabled = True
        opened = urlsplit(self.connector._open_url(url))
        self.assertEqual(opened.path, f"{OPEN_PATH}/{self.connector.id}")
        self.assertEqual(
            dict(parse_qsl(opened.query)),
            {"to": "/mail/view?model=res.partner&res_id=7"},
        )
        self.assertEqual(self.connector._open_url("https://x.cn/a"), "https://x.cn/a")
        self.connector.state = "error"
        self.assertEqual(self.connector._open_url(url), url)

    def test_what_a_request_carries_is_no_proof(self):
        for proof in ("1", {"connector_id": 1, "external_id": "ZhangWei"}, None):
            with self.assertLogs("odoo.http", "WARNING"):
                answer = self.url_open(
                    "/web/session/authenticate",
                    json={
                        "params": {
                            "db": self.env.cr.dbname,
                            "login": self.rep.login,
                            "password": "x",
                            "type": "crm_connector",
                            "proof": proof,
                        }
                    },
                )
            self.assertFalse((answer.json().get("result") or {}).get("uid"))
            vars(self.env.registry).pop("_login_failures", None)
