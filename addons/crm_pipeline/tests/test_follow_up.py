from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import tagged

from .pool_common import START, PoolCase


@tagged("post_install", "-at_install")
class TestFollowUp(PoolCase):
    """What restarts the clock of a record, and what does not."""

    def _kind(self, code):
        return self.env.ref(f"crm_pipeline.crm_follow_up_kind_{code}")

    def _log(self, record, kind="call", note="Spoke of the budget", user=None, **vals):
        name = "lead_id" if record._name == "crm.lead" else "partner_id"
        wizard = self.env["crm.follow.up.log"].with_user(user or self.rep)
        action = wizard.create(
            {name: record.id, "kind_id": self._kind(kind).id, "note": note, **vals}
        ).action_log()
        self.env.flush_all()
        return action["params"]["type"]

    def _last(self, record):
        return record.follow_up_ids.sorted("id")[-1].outcome

    def test_an_answered_call_counts_for_the_lead_and_its_customer(self):
        lead = self._new_lead(partner_id=self.customer.id)
        self.assertEqual(self._log(lead), "success")
        self.assertEqual(lead.last_effective_contact_at, START)
        self.assertEqual(self.customer.last_effective_contact_at, START)
        self.assertIn("Spoke of the budget", lead.message_ids[0].body)

    def test_an_unanswered_call_does_not_count(self):
        self.assertEqual(self._log(self.lead, is_connected=False), "warning")
        self.assertEqual(self._last(self.lead), "unanswered")
        self.assertFalse(self.lead.last_effective_contact_at)

    def test_a_visit_and_a_survey_count_and_a_mere_note_does_not(self):
        self._log(self.lead, "note", "Looked at the file")
        self.assertFalse(self.lead.last_effective_contact_at)
        self._log(self.lead, "visit", "Saw the site with Mr Zhao")
        self.assertEqual(self.lead.last_effective_contact_at, START)
        self._log(self.customer, "survey", "Measured both floors")
        self.assertEqual(self.customer.last_effective_contact_at, START)

    def test_what_counts_is_configured(self):
        self._kind("visit").with_user(self.manager).is_effective = False
        self._log(self.lead, "visit", "Saw the site")
        self.assertEqual(self._last(self.lead), "other")
        with self.assertRaises(AccessError):
            self._kind("visit").with_user(self.rep).is_effective = True

    def test_a_copied_note_does_not_count_on_any_record(self):
        note = "客户说下周回复方案意见，再约时间"
        self._log(self.lead, note=note)
        other = self._new_lead()
        self._log(other, note="客户说，下周回复方案的意见 再约时间！")
        self.assertEqual(self._last(other), "copied")
        self.assertFalse(other.last_effective_contact_at)

    def test_a_colleague_s_note_is_no_copy(self):
        self._log(self.lead)
        theirs = self._new_lead(self.rep2)
        self._log(theirs, user=self.rep2)
        self.assertEqual(self._last(theirs), "counted")

    def test_after_the_days_set_a_note_may_be_written_again(self):
        self._log(self.lead)
        self._at(days=29)
        self._log(self.lead)
        self.assertEqual(self._last(self.lead), "copied")
        self._at(days=60)
        self._log(self.lead)
        self.assertEqual(self._last(self.lead), "counted")

    def test_a_follow_up_in_the_future_is_refused(self):
        with self.assertRaisesRegex(UserError, "lies in the future"):
            self._log(self.lead, happened_at=START + timedelta(days=1))

    def test_a_colleague_s_record_is_not_followed_up(self):
        with self.assertRaises(AccessError):
            self._log(self.lead, user=self.rep2)

    def test_a_completed_call_waits_until_its_author_says_it_was_answered(self):
        activity = self.lead.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.rep.id
        )
        activity.with_user(self.rep).action_feedback("He likes the second draft")
        row = self.lead.follow_up_ids
        self.assertEqual(row.outcome, "unanswered")
        with self.assertRaises(AccessError):
            row.with_user(self.all_seller).action_confirm_answered()
        row.with_user(self.rep).action_confirm_answered()
        self.assertEqual(row.outcome, "counted")
        self.assertEqual(self.lead.last_effective_contact_at, START)

    def test_a_completed_to_do_is_no_follow_up(self):
        activity = self.lead.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.rep.id
        )
        activity.with_user(self.rep).action_feedback("Done")
        self.assertFalse(self.lead.follow_up_ids)

    def test_a_customer_s_mail_counts(self):
        self.lead.partner_id = self.customer
        self.lead.sudo().message_post(
            body="Agreed", message_type="email", author_id=self.customer.id
        )
        self.assertEqual(self.lead.last_effective_contact_at, START)
        self.assertEqual(self.lead.follow_up_ids.kind_id, self._kind("reply"))

    def test_a_rep_does_not_play_the_customer(self):
        for values in (
            {"message_type": "email", "author_id": self.customer.id},
            {"message_type": "comment", "author_id": self.customer.id},
            {"message_type": "comment"},
        ):
            self.lead.with_user(self.rep).message_post(body="Agreed", **values)
        self.assertFalse(self.lead.follow_up_ids)

    def test_our_own_mail_is_no_reply(self):
        self.lead.sudo().message_post(
            body="Hello", message_type="email", author_id=self.rep.partner_id.id
        )
        self.assertFalse(self.lead.follow_up_ids)

    def test_what_is_no_reply_costs_no_query(self):
        # each new lead posts "created": a look-up there would be one query a lead
        lead = self.lead.sudo()
        message = lead.message_post(body="Created", message_type="notification")
        self.env.invalidate_all()
        self.assertEqual(message.message_type, "notification")  # read before the count
        with self.assertQueryCount(0):
            lead._record_customer_reply(message)

    def test_a_meeting_counts_once_it_has_been_held(self):
        self.env["calendar.event"].with_user(self.rep).create(
            {
                "name": "Kick-off",
                "start": START + timedelta(hours=1),
                "stop": START + timedelta(hours=2),
                "opportunity_id": self.lead.id,
            }
        )
        self.env["crm.follow.up"]._collect_meetings()
        self.assertFalse(self.lead.follow_up_ids)
        self._at(hours=3)
        for _night in range(2):
            self.env["crm.follow.up"]._collect_meetings()
        self.assertEqual(len(self.lead.follow_up_ids), 1)
        self.assertEqual(
            self.lead.last_effective_contact_at, START + timedelta(hours=2)
        )

    def test_a_meeting_with_a_customer_counts_for_him(self):
        self.env["calendar.event"].create(
            {
                "name": "Lunch",
                "start": START - timedelta(hours=2),
                "stop": START - timedelta(hours=1),
                "partner_ids": [(4, self.customer.id), (4, self.rep.partner_id.id)],
            }
        )
        self.env["crm.follow.up"]._collect_meetings()
        self.assertTrue(self.customer.last_effective_contact_at)
        self.assertFalse(self.rep.partner_id.sudo().follow_up_ids)

    def test_nobody_writes_the_clock_or_the_ledger(self):
        self._log(self.lead)
        row = self.lead.follow_up_ids
        for user in (self.rep, self.manager, self.env.ref("base.user_admin")):
            with self.subTest(user=user.login):
                with self.assertRaisesRegex(AccessError, "cannot be written"):
                    self.lead.with_user(user).last_effective_contact_at = "2099-01-01"
                mine = row.with_user(user)
                self.assertRaises(AccessError, mine.write, {"outcome": "counted"})
                self.assertRaises(AccessError, mine.unlink)
                with self.assertRaises(AccessError):
                    self.lead.with_user(user).write(
                        {"follow_up_ids": [(0, 0, {"outcome": "counted"})]}
                    )

    def test_editing_a_record_restarts_nothing(self):
        since = self.lead.owned_since
        self._at(days=10)
        self.lead.with_user(self.rep).write({"name": "Other", "expected_revenue": 5})
        self.assertEqual(self.lead.owned_since, since)
        self.assertFalse(self.lead.last_effective_contact_at)

    def test_a_rep_reads_the_follow_ups_of_his_records(self):
        self._log(self.lead)
        theirs = self._new_lead(self.rep2)
        self._log(theirs, user=self.rep2)
        rows = self.lead.follow_up_ids | theirs.follow_up_ids
        mine = rows.with_user(self.rep).search([("id", "in", rows.ids)])
        self.assertEqual(mine, self.lead.follow_up_ids)
        with self.assertRaises(AccessError):
            rows.with_user(self.clerk).search([])

    def test_a_merge_keeps_the_follow_ups(self):
        other = self._new_lead()
        self._log(self.lead)
        self._log(other, "visit", "Saw the site")
        merged = (self.lead | other).merge_opportunity()
        self.assertEqual(len(merged.follow_up_ids), 2)
        self.assertEqual(merged.last_effective_contact_at, START)

    def test_a_merge_of_customers_keeps_the_last_contact(self):
        other = self.customer.copy({"user_id": self.rep.id})
        self._log(other)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.customer | other).ids, self.customer)
        self.assertEqual(self.customer.last_effective_contact_at, START)

    def test_never_followed_up_counts_from_the_assignment(self):
        self._at(days=10)
        idle = self.lead._get_idle_domain(fields.Datetime.now() - timedelta(days=15))
        self.assertFalse(self.lead.filtered_domain(idle))
        self._at(days=15, minutes=1)
        idle = self.lead._get_idle_domain(fields.Datetime.now() - timedelta(days=15))
        self.assertTrue(self.lead.filtered_domain(idle))
        self.assertTrue(self.lead.search(idle & Domain("id", "=", self.lead.id)))

    def test_ten_times_the_facts_cost_the_same(self):
        leads = [self._new_lead(name=f"Lead {number}") for number in range(33)]
        follow_up = self.env["crm.follow.up"]
        visit = self._kind("visit")

        def record(some, word):
            # Each round is later than the last one, in whichever second it runs, so
            # that each moves the clock of its leads.
            later = fields.Datetime.now() + timedelta(minutes=len(word))
            facts = [
                {
                    "lead_id": lead.id,
                    "kind_id": visit.id,
                    "note": f"{word} {lead.id}",
                    "happened_at": later,
                }
                for lead in some
            ]
            follow_up._record(facts)
            self.env.flush_all()

        self._queries(record, leads, "Warm")
        few = self._queries(record, leads[:3], "First")
        self.assertEqual(self._queries(record, leads[3:], "Second"), few)

    def test_a_quick_button_begins_with_its_kind(self):
        action = self.lead.with_user(self.rep).action_log_follow_up(
            self._kind("visit").id
        )
        wizard = self.env["crm.follow.up.log"].with_context(**action["context"])
        dialog = wizard.with_user(self.rep).create({"note": "Saw the site"})
        self.assertEqual(
            (dialog.kind_id, dialog.lead_id), (self._kind("visit"), self.lead)
        )

    def test_wechat_and_exhibitions_count_and_a_mail_sent_does_not(self):
        self._log(self.lead, "mail", "Sent the brochure")
        self.assertFalse(self.lead.last_effective_contact_at)
        for kind in ("wechat", "exhibition"):
            self.assertEqual(self._log(self.lead, kind, f"Spoke, {kind}"), "success")
