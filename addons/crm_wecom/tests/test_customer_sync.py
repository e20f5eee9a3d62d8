import time
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from odoo.addons.queue_job.tests.common import trap_jobs

from .common import WecomCase

SYNC = "odoo.addons.crm_wecom.models.crm_wecom_sync"


class TestCustomerSync(WecomCase):
    """All customers are compared page by page; only what differs is written."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.package.customers
        cls.sim = cls.simulator.state
        cls.source = cls.env["utm.source"].create({"name": "杭州设计周"})

    def setUp(self):
        super().setUp()
        self.sim.customers.clear()

    def _has(self, external_id, *userids, **known):
        """A customer of these colleagues in WeCom."""
        customer = self.customers.Customer(external_id, known.pop("name", external_id))
        customer.corp_name = known.pop("corp_name", "")
        customer.position = known.pop("position", "")
        customer.unionid = known.pop("unionid", "")
        values = {"remark": "", "createtime": 1_700_000_000, "remark_mobiles": []}
        customer.followers = {one: {**values, **known} for one in userids}
        self.sim.customers[external_id] = customer
        return customer

    def _sync(self, sync=None):
        """A whole run, job after job."""
        runs = self.env["crm.wecom.sync"]
        with trap_jobs():
            sync = sync or runs._start(self.connector)
            for _job in range(12):
                if sync.state != "running" or sync.next_try_at:
                    break
                sync._run()
        return sync

    def _contact(self, external_id="wm1"):
        return self.env["crm.wecom.contact"].search([("external_id", "=", external_id)])

    def _match(self):
        with trap_jobs():
            self.connector._wecom_match_customers()

    # -- reading ---------------------------------------------------------------
    def test_every_page_of_every_colleague_is_read_once(self):
        for number in range(250):
            self._has(f"wm{number}", "ZhangWei", *(["li.na"] if number % 2 else []))
        sync = self._sync()
        self.assertEqual(sync.state, "done", sync.error)
        self.assertEqual((sync.seen_count, sync.new_count), (375, 250))
        contacts = self.connector.wecom_contact_count
        self.assertEqual(contacts, 250)
        self.assertEqual(
            self._contact("wm1").follow_ids.user_id, self.rep + self.designer
        )
        self.assertEqual(self._calls("externalcontact/batch/get_by_user"), 4)

    def test_a_second_run_changes_nothing_and_writes_nothing(self):
        self._has("wm1", "ZhangWei", mobile="", remark="周敏", tag_ids=["t2", "t1"])
        self._has("wm2", "li.na", position="经理")
        self._sync()
        records = self._contact("wm1") + self._contact("wm2")
        self.env.flush_all()
        stamp = {one.id: one.write_date for one in records}
        with patch.object(
            type(self.env["crm.wecom.contact"]), "write", side_effect=AssertionError
        ):
            sync = self._sync()
        self.assertEqual((sync.new_count, sync.changed_count), (0, 0))
        self.assertEqual({one.id: one.write_date for one in records}, stamp)

    def test_what_changed_is_written_and_told(self):
        customer = self._has("wm1", "ZhangWei", remark="周")
        self._sync()
        customer.name = "周敏"
        customer.followers["ZhangWei"]["remark"] = "周敏 云岭"
        sync = self._sync()
        self.assertEqual(sync.changed_count, 1)
        contact = self._contact()
        self.assertEqual(
            (contact.name, contact.follow_ids.remark), ("周敏", "周敏 云岭")
        )

    def test_more_than_five_hundred_colleagues_of_one_customer_are_read(self):
        members = [self.Member(f"u{number}") for number in range(520)]
        self.sim.set_members(members)
        self.addCleanup(lambda: [self.sim.members.pop(one.userid) for one in members])
        self._has("wm1", *(one.userid for one in members))
        answer = self.connector._wecom_client().external_contact("wm1")
        self.assertEqual(len(answer["follow_user"]), 520)
        self.assertEqual(self._calls("externalcontact/get"), 2)
        self.assertEqual(self._sync().seen_count, 520)
        self.assertEqual(len(self._contact().follow_ids), 520)

    def test_a_colleague_without_customers_stops_nobody(self):
        self._has("wm1", "ZhangWei")
        self.sim.set_members([self.Member("none")])
        self.addCleanup(self.sim.members.pop, "none")
        with patch(f"{SYNC}.contact_list.MAX_BATCH", 1):
            sync = self._sync()
        self.assertEqual((sync.state, sync.seen_count), ("done", 1))

    # -- killed, refused, at once -------------------------------------------------
    def test_a_killed_job_goes_on_where_it_was(self):
        for number in range(250):
            self._has(f"wm{number}", "ZhangWei")
        with patch(f"{SYNC}.PAGES_A_JOB", 1), trap_jobs():
            sync = self.env["crm.wecom.sync"]._start(self.connector)
            sync._run()
        self.assertEqual(sync.seen_count, 100)
        self.assertTrue(sync.cursor)
        sync = self._sync(sync)
        self.assertEqual((sync.state, sync.seen_count), ("done", 250))
        self.assertEqual(self._calls("externalcontact/batch/get_by_user"), 3)

    def test_a_run_that_waits_goes_on_after_a_busy_wecom(self):
        for number in range(150):
            self._has(f"wm{number}", "ZhangWei")
        with patch(f"{SYNC}.PAGES_A_JOB", 1), trap_jobs():
            sync = self.env["crm.wecom.sync"]._start(self.connector)
            sync._run()
            self.sim.add_fault(
                self.Fault(path="/cgi-bin/externalcontact/batch", errcode=-1)
            )
            sync._run()
            self.assertEqual((sync.state, sync.tries), ("running", 1))
            self.assertTrue(sync.next_try_at)
            sync.next_try_at = False
        self.assertEqual(self._sync(sync).seen_count, 150)

    def test_a_cursor_that_has_expired_begins_its_colleagues_anew(self):
        for number in range(150):
            self._has(f"wm{number}", "ZhangWei")
        with patch(f"{SYNC}.PAGES_A_JOB", 1), trap_jobs():
            sync = self.env["crm.wecom.sync"]._start(self.connector)
            sync._run()
        self.sim.listings.clear()
        sync = self._sync(sync)
        self.assertEqual((sync.state, sync.new_count), ("done", 150))

    def test_a_missing_right_fails_the_run_and_stops_no_message(self):
        self.sim.add_fault(
            self.Fault(path="/cgi-bin/externalcontact/get_follow", errcode=48002)
        )
        sync = self._sync()
        self.assertEqual((sync.state, self.connector.state), ("failed", "connected"))
        self.assertIn("48002", sync.error)

    def test_one_run_at_a_time(self):
        with trap_jobs():
            runs = self.env["crm.wecom.sync"]
            first = runs._start(self.connector)
            self.assertEqual(runs._start(self.connector), first)
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaisesRegex(Exception, "crm_wecom_sync"),
                self.env.cr.savepoint(),
            ):
                runs.create({"connector_id": self.connector.id})

    def test_the_night_compares_those_who_asked_for_it(self):
        with trap_jobs() as trap:
            self.env["crm.wecom.sync"]._cron_sync()
            trap.assert_jobs_count(0)
            self.connector.action_wecom_sync_customers()
            self.env["crm.wecom.sync"]._cron_sync()
        self.assertEqual(len(self.connector.wecom_sync_ids), 1)

    def test_a_page_costs_the_same_whatever_its_length(self):
        counts = []
        for length in (1, 5, 50):
            rows = [
                {
                    **dict.fromkeys(
                        ("unionid", "company_name", "function", "remark", "mobile"),
                    ),
                    "external_id": f"w{length}-{number}",
                    "name": "周",
                    "userid": "ZhangWei",
                    "added_at": 1_700_000_000,
                }
                for number in range(length)
            ]
            sync = self.env["crm.wecom.sync"].new({"connector_id": self.connector.id})
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            sync._take_over(rows)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
        self.assertLessEqual(counts[2], 10)

    # -- who is gone ---------------------------------------------------------------
    def test_whom_a_colleague_has_no_longer_is_ended(self):
        customer = self._has("wm1", "ZhangWei", "li.na")
        self._sync()
        del customer.followers["ZhangWei"]
        sync = self._sync()
        self.assertEqual(sync.ended_count, 1)
        contact = self._contact()
        gone = contact.follow_ids.filtered("ended_at")
        self.assertEqual((gone.userid, gone.ended_by), ("ZhangWei", "found"))
        self.assertTrue(contact.is_followed)
        del customer.followers["li.na"]
        self._sync()
        self.assertFalse(self._contact().is_followed)

    def test_who_was_removed_and_is_listed_still_stays_removed(self):
        customer = self._has("wm1", "ZhangWei")
        self._sync()
        follow = self._contact().follow_ids
        follow._end("customer", fields.Datetime.now())
        customer.followers["ZhangWei"]["remark"] = "周敏"
        self._sync()
        self.assertEqual((follow.ended_by, follow.remark), ("customer", "周敏"))
        # Somebody who is added anew has a later moment.
        customer.followers["ZhangWei"]["createtime"] = int(time.time()) + 5
        self._sync()
        self.assertFalse(follow.ended_at)
        self.assertTrue(self._contact().is_followed)

    # -- consent -------------------------------------------------------------------
    def test_without_consent_only_what_is_needed_is_kept(self):
        self.connector.wecom_is_consent_required = True
        self._has(
            "wm1",
            "ZhangWei",
            name="周敏",
            corp_name="云岭置业",
            position="经理",
            unionid="ou1",
            remark_mobiles=["13800138000"],
            description="喜欢喝茶",
        )
        self._sync()
        contact = self._contact()
        self.assertEqual((contact.name, contact.company_name), ("周敏", "云岭置业"))
        self.assertFalse(contact.function or contact.unionid)
        self.assertFalse(contact.follow_ids.mobile or contact.follow_ids.description)
        contact.consent = "given"
        self._sync()
        self.assertEqual(contact.follow_ids.mobile, "13800138000")
        self.assertTrue(contact.consent_at)
        said = self.env["crm.wecom.interaction"].create(
            {
                "contact_id": contact.id,
                "kind": "greeted",
                "source": "consent",
                "content": "您好",
            }
        )
        contact.consent = "refused"
        self.assertFalse(contact.follow_ids.mobile or contact.unionid)
        self.assertFalse(said.content)
        self._sync()
        self.assertFalse(contact.follow_ids.mobile or contact.function)

    # -- who he is here ---------------------------------------------------------------
    def _partner(self, name, phone):
        return self.env["res.partner"].create(
            {"name": name, "phone": phone, "is_company": True, "user_id": self.rep.id}
        )

    def test_a_phone_of_one_customer_links_and_of_two_asks(self):
        first = self._partner("青禾酒店", "13911110001")
        self._has("wm1", "ZhangWei", remark_mobiles=["13911110001"])
        self._has("wm3", "ZhangWei", name="无人认识")
        second = self._partner("澄江文旅", "13911110002")
        self._partner("澄江文旅二部", "13911110002")
        self._has("wm2", "ZhangWei", remark_mobiles=["13911110002"])
        self._sync()
        self._match()
        self.assertEqual(self._contact("wm1").partner_id, first)
        self.assertEqual(self._contact("wm3").match_state, "unknown")
        contact = self._contact("wm2")
        self.assertEqual((contact.match_state, len(contact.match_ids)), ("review", 2))
        choice = contact.match_ids.filtered(lambda one: one.partner_id == second)
        shown = choice.with_user(self.rep).with_context(lang="en_US")
        self.assertIn("same phone", shown.reason)
        # Read as they are, they would name a colleague's customer.
        for name in ("partner_id", "lead_id"):
            with self.assertRaises(AccessError):
                shown.read([name])
        shown.action_link()
        self.assertEqual((contact.partner_id, contact.match_state), (second, "linked"))
        self.assertEqual(contact.decided_by_id, self.rep)
        with self.assertRaisesRegex(UserError, "decided"):
            contact.with_user(self.rep).with_context(lang="en_US").action_make_lead()

    def test_known_ones_wait_and_later_ones_become_leads(self):
        self._has("wm1", "ZhangWei", name="老客户")
        self._sync()
        self._match()
        self.assertFalse(self._contact("wm1").lead_id)
        self._has("wm2", "ZhangWei", name="新客户", createtime=int(time.time()) + 60)
        self._sync()
        self._match()
        lead = self._contact("wm2").lead_id
        self.assertEqual((lead.contact_name, lead.user_id), ("新客户", self.rep))
        contact = self._contact("wm1").with_user(self.rep)
        contact.action_ignore()
        self.assertEqual(contact.match_state, "ignored")
        contact.action_make_lead()
        self.assertEqual(contact.sudo().lead_id.contact_name, "老客户")

    def test_matching_costs_the_same_for_ten_times_as_many(self):
        counts = []
        for length in (3, 30):
            for number in range(length):
                self._has(f"m{length}-{number}", "ZhangWei", corp_name=f"甲{number}院")
            self._sync()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._match()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 3)

    def test_a_stranger_decides_nothing(self):
        self._has("wm1", "ZhangWei")
        self._sync()
        self._match()
        contact = self._contact()
        for user in (self._new_user("wecom_stranger"), self.outsider):
            with self.assertRaises(AccessError):
                contact.with_user(user).action_ignore()
        with self.assertRaises(AccessError):
            contact.with_user(self.rep).write({"match_state": "linked"})
        with self.assertRaises(AccessError):
            self.connector.with_user(self.rep).action_wecom_sync_customers()
