import time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.tests.common import trap_jobs

from .common import WecomCase

WELCOME = "/cgi-bin/externalcontact/send_welcome_msg"


class TestCustomers(WecomCase):
    """Who scans a code is a lead with its source; later reports change him."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chief = cls._new_user("wecom_chief", "sales_team.group_sale_manager")
        cls.source = cls.env["utm.source"].create({"name": "杭州设计周"})
        cls.way = cls.env["crm.wecom.contact.way"].create(
            {
                "name": "设计周展台",
                "connector_id": cls.connector.id,
                "source_id": cls.source.id,
                "user_ids": [fields.Command.set(cls.rep.ids)],
                "welcome": "{customer}您好，我是{colleague}。",
            }
        )

    def setUp(self):
        super().setUp()
        state = self.simulator.state
        state.customers.clear()
        state.ways.clear()

    def _scan(self, **values):
        """Let a customer scan the code; answer his record."""
        values = {
            "name": "周敏",
            "userid": "ZhangWei",
            "external_userid": "wm1",
            "state_key": self.way.state_key,
            **values,
        }
        answer = self.package.customers.add_customer(self.simulator.state, values)
        self._report(
            ChangeType="add_external_contact",
            WelcomeCode=answer["welcome_code"],
            UserID=values["userid"],
            ExternalUserID=values["external_userid"],
        )
        return self._contact(values["external_userid"])

    def _report(self, **values):
        """What WeCom reports, dealt with; answer the row of the inbox."""
        xml = self.package.callbacks.event_xml(
            self.connector.wecom_corp_id, "change_external_contact", **values
        )
        with trap_jobs():
            inbox = self.env["crm.connector.event"]
            event = inbox._keep(self.connector.id, xml.encode())
            event._process()
        return event

    def _contact(self, external_id="wm1"):
        return self.env["crm.wecom.contact"].search([("external_id", "=", external_id)])

    def test_who_scans_a_code_is_a_lead_with_its_source(self):
        contact = self._scan(mobiles=["13800138000"], corp_name="")
        lead = contact.lead_id
        self.assertEqual(lead.source_id, self.source)
        self.assertEqual(lead.user_id, self.rep)
        self.assertEqual((lead.contact_name, lead.intake_channel), ("周敏", "wecom"))
        self.assertEqual(lead.name, "周敏 · 设计周展台")
        self.assertEqual(lead.phone, "13800138000")
        self.assertIn("WeCom", lead.with_context(lang="en_US").assignment_note)
        self.assertEqual(self.way.customer_count, 1)
        self.assertEqual(contact.follow_ids.user_id, self.rep)

    def test_he_is_greeted_at_once_with_the_words_of_the_code(self):
        contact = self._scan()
        (welcome,) = self.simulator.state.welcomes
        self.assertEqual(welcome["text"], f"周敏您好，我是{self.rep.name}。")
        self.assertTrue(contact.follow_ids.welcomed_at)

    def test_too_late_a_greeting_is_not_sent(self):
        self._report(
            ChangeType="add_external_contact",
            UserID="ZhangWei",
            ExternalUserID=self._scan().external_id,
            WelcomeCode="used",
            CreateTime=str(int(time.time()) - 60),
        )
        self.assertEqual(len(self.simulator.state.welcomes), 1)

    def test_a_refused_greeting_is_told_and_the_lead_comes_all_the_same(self):
        contact = self._scan()
        self._report(
            ChangeType="add_external_contact",
            UserID="ZhangWei",
            ExternalUserID="wm1",
            WelcomeCode="unknown",
        )
        self.assertIn("41050", contact.follow_ids.welcome_error)
        self.assertTrue(contact.lead_id)

    def test_a_chat_that_has_started_is_not_greeted_again(self):
        contact = self._scan()
        self.simulator.state.add_fault(self.Fault(path=WELCOME, errcode=41051))
        event = self._scan_again()
        self.assertEqual(event.state, "done")
        late = contact.follow_ids.filtered(lambda one: one.userid == "li.na")
        self.assertIn("41051", late.welcome_error)

    def test_while_another_application_greets_him_it_is_tried_again(self):
        self._scan()
        self.simulator.state.add_fault(self.Fault(path=WELCOME, errcode=41096))
        with self.assertRaises(RetryableJobError) as again:
            self._scan_again()
        self.assertTrue(again.exception.ignore_retry)
        self.assertLess(again.exception.seconds, 20)

    def _scan_again(self):
        """A second colleague's code is scanned by the same customer."""
        customers = self.package.customers
        values = {"userid": "li.na", "external_userid": "wm1"}
        values["state_key"] = self.way.state_key
        answer = customers.add_customer(self.simulator.state, values)
        return self._report(
            ChangeType="add_external_contact",
            WelcomeCode=answer["welcome_code"],
            UserID="li.na",
            ExternalUserID="wm1",
        )

    def test_a_new_customer_waits_for_no_message_and_no_comparison(self):
        inbox = self.env["crm.connector.event"]
        kinds = {
            "change_external_contact/add_external_contact": True,
            "template_card_event": True,
            "change_contact/update_user": False,
        }
        for kind, is_urgent in kinds.items():
            with self.subTest(kind), trap_jobs() as trap:
                inbox._keep(self.connector.id, kind.encode(), kind)
                (job,) = trap.enqueued_jobs
                self.assertEqual(job.priority < 10, is_urgent)
                self.assertEqual(job.channel == "root.connector_urgent", is_urgent)
        self.connector.paused_until = "2099-01-01 00:00:00"
        self._scan()  # a used up limit of messages holds up no welcome
        self.assertEqual(len(self.simulator.state.welcomes), 1)

    def test_repeated_and_second_colleagues_reports_make_no_second_lead(self):
        contact = self._scan()
        lead = contact.lead_id
        self._scan(userid="li.na")
        self.assertEqual(contact.lead_id, lead)
        self.assertEqual(contact.follow_ids.user_id, self.rep + self.designer)

    def test_a_known_customer_is_flagged_and_goes_to_who_has_him(self):
        owner = self._new_user("wecom_owner")
        known = self._scan(mobiles=["13900139000"]).lead_id
        known.user_id = owner
        contact = self._scan(
            external_userid="wm2", userid="li.na", mobiles=["13900139000"]
        )
        self.assertEqual(contact.lead_id.intake_conflict_level, "review")
        self.assertEqual(contact.lead_id.user_id, owner)

    def test_who_is_linked_to_a_customer_makes_no_lead(self):
        partner = self.env["res.partner"].create({"name": "周敏"})
        first = self._scan()
        first.write({"partner_id": partner.id, "lead_id": False})
        self._scan()
        self.assertFalse(first.lead_id)
        # The same person of another application is known by his WeChat id.
        second = self._scan(external_userid="wm9", unionid=first.sudo().unionid)
        self.assertEqual(second.partner_id, partner)
        self.assertFalse(second.lead_id)

    def test_the_end_of_a_contact_is_kept_with_who_ended_it(self):
        contact = self._scan()
        self._report(
            ChangeType="del_follow_user", UserID="ZhangWei", ExternalUserID="wm1"
        )
        follow = contact.follow_ids
        self.assertEqual((follow.ended_by, contact.is_followed), ("customer", False))
        self.assertTrue(contact.lead_id)

    def test_a_report_of_the_end_may_come_first(self):
        event = self._report(
            ChangeType="del_external_contact", UserID="ZhangWei", ExternalUserID="wm5"
        )
        self.assertEqual(event.state, "done")
        self.assertFalse(self._contact("wm5").is_followed)

    def test_a_customer_whom_wecom_no_longer_shows_is_told(self):
        event = self._report(
            ChangeType="edit_external_contact", UserID="ZhangWei", ExternalUserID="gone"
        )
        self.assertEqual(event.state, "failed")
        self.assertIn("84061", event.error)

    def test_a_busy_wecom_is_asked_again(self):
        self.simulator.state.add_fault(
            self.Fault(path="/cgi-bin/externalcontact/get", errcode=-1)
        )
        contact = self._scan()
        self.assertFalse(contact)
        event = self.env["crm.connector.event"].search([], limit=1)
        with trap_jobs():
            event._process()
        self.assertEqual((event.state, event.res_model), ("done", "crm.lead"))

    def test_a_changed_id_keeps_the_colleague_and_his_customers(self):
        contact = self._scan()
        xml = self.package.callbacks.event_xml(
            self.connector.wecom_corp_id,
            "change_contact",
            ChangeType="update_user",
            UserID="ZhangWei",
            NewUserID="zhang.wei.2",
        )
        with trap_jobs():
            event = self.env["crm.connector.event"]._keep(
                self.connector.id, xml.encode()
            )
            event._process()
        identity = self.connector.identity_ids.filtered(
            lambda one: one.user_id == self.rep
        )
        self.assertEqual(identity.external_id, "zhang.wei.2")
        self.assertEqual(contact.follow_ids.user_id, self.rep)

    # -- contact ways ----------------------------------------------------------
    def test_a_manager_makes_a_code_and_a_rep_does_not(self):
        with self.assertRaises(AccessError):
            self.way.with_user(self.rep).action_make_code()
        self.way.with_user(self.chief).action_make_code()
        (made,) = self.simulator.state.ways.values()
        self.assertEqual((made["user"], made["type"]), (["ZhangWei"], 1))
        self.assertEqual(made["state"], self.way.state_key)
        self.assertIn(made["config_id"], self.way.qr_code)
        with self.assertRaisesRegex(UserError, "has its code"):
            self.way.with_user(self.chief).action_make_code()

    def test_a_contact_way_takes_no_other_companys_connector(self):
        other = self.env["res.company"].create({"name": "分公司"})
        self.connector.company_id = self.env.company
        ways = self.env["crm.wecom.contact.way"]
        values = ways.with_company(other).default_get(["connector_id"])
        self.assertNotEqual(values.get("connector_id"), self.connector.id)
        with self.assertRaisesRegex(UserError, "企业微信"):
            self.way.company_id = other

    def test_a_colleague_without_an_id_is_named(self):
        self.way.user_ids += self.outsider
        with self.assertRaisesRegex(UserError, "wecom_outsider"):
            self.way.with_user(self.chief).action_make_code()
        with self.assertRaisesRegex(ValidationError, "at least one colleague"):
            self.way.user_ids = False

    # -- who sees what -----------------------------------------------------------
    def test_a_rep_sees_his_own_customers_only(self):
        contact = self._scan()
        self.assertEqual(contact.with_user(self.rep).name, "周敏")
        stranger = self._new_user("wecom_stranger")
        with self.assertRaises(AccessError):
            contact.with_user(stranger).read(["name"])
        for user in (self.rep, stranger):
            with self.assertRaises(AccessError):
                contact.with_user(user).write({"partner_id": False})
        with self.assertRaises(AccessError):
            contact.with_user(self.rep).read(["unionid"])
        self.assertTrue(contact.with_user(self.chief).follow_ids)
