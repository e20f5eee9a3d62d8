from contextlib import suppress
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models import crm_pool_run
from .pool_common import SweepCase


class Killed(Exception):
    """The process ends here."""


@tagged("post_install", "-at_install")
class TestPoolSweep(SweepCase):
    """The night: resumable, told once, and undone when it was wrong."""

    def _leads(self, count, user=None):
        leads = [self._new_lead(user, name=f"Lead {n}") for n in range(count)]
        return self.env["crm.lead"].concat(*leads)

    def _messages(self, user, word):
        return self.env["mail.message"].search_count(
            [
                ("notified_partner_ids", "in", user.partner_id.ids),
                ("body", "ilike", word),
            ]
        )

    def test_a_night_may_run_twice(self):
        leads = self._leads(4)
        run = self._night(days=16)
        again = self._night()
        self.assertEqual(run, again)
        self.assertEqual(run.state, "done")
        self.assertEqual(
            len(run.line_ids.filtered(lambda row: row.lead_id in leads)), 4
        )
        self.assertEqual({len(lead.ownership_ids) for lead in leads}, {2})

    def test_a_night_that_was_killed_is_taken_up_where_it_stopped(self):
        leads = self._leads(10)
        commits = []

        def commit(cron, processed=0, **kwargs):
            commits.append(processed)
            if len(commits) == 2:
                raise Killed
            return float("inf")

        cron = self.env.registry["ir.cron"]
        with (
            patch.object(crm_pool_run, "BATCH", 3),
            patch.object(cron, "_commit_progress", commit),
            suppress(Killed),  # unlike assertRaises, it rolls nothing back
        ):
            self._night(days=16)
        taken = leads.filtered("pool_id")
        self.assertTrue(0 < len(taken) < 10)
        run = self._night()
        self.assertEqual(run.state, "done")
        self.assertEqual(set(leads.mapped("pool_id")), {self.pool})
        lines = run.line_ids.filtered(lambda line: line.lead_id in leads)
        self.assertEqual(sorted(lines.lead_id.ids), sorted(leads.ids))
        self.assertEqual(len(lines), 10)
        for lead in leads:
            self.assertEqual(len(lead.ownership_ids), 2)
            self.assertEqual(lead.pool_previous_user_id, self.rep)

    def test_out_of_time_it_goes_on_later(self):
        leads = self._leads(5)
        cron = self.env.registry["ir.cron"]
        with (
            patch.object(crm_pool_run, "BATCH", 2),
            patch.object(cron, "_commit_progress", lambda *a, **k: 0),
        ):
            run = self._night(days=16)
        self.assertEqual(run.state, "running")
        self.assertFalse(all(lead.pool_id for lead in leads))
        self.assertEqual(self._night().state, "done")
        self.assertTrue(all(lead.pool_id for lead in leads))

    def test_an_owner_gets_one_message_a_night(self):
        self._leads(4)
        self._leads(2, self.rep2)
        for _again in range(2):
            self._night(days=16)
        for user in (self.rep, self.rep2):
            self.assertEqual(self._messages(user, "fell into the public pool"), 1)
        self.assertFalse(self._messages(self.rep3, "public pool"))

    def test_an_owner_is_reminded_in_one_message_a_day(self):
        self._leads(4)
        self._night(days=11)
        self.assertEqual(self._messages(self.rep, "will fall into"), 0)
        for _again in range(2):
            self._night(days=13)
        self.assertEqual(self._messages(self.rep, "will fall into"), 1)
        self._night(days=14)
        self.assertEqual(self._messages(self.rep, "will fall into"), 2)
        self.assertFalse(self._messages(self.rep, "fell into"))

    def test_a_rule_without_reminder_reminds_nobody(self):
        self.rule.sudo().write({"reminder_days": 0})
        self._night(days=14)
        self.assertFalse(self._messages(self.rep, "will fall into"))

    def test_plans_and_texts_stay_on_what_is_taken(self):
        activity = self.lead.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.rep.id
        )
        messages = self.lead.message_ids
        self._night(days=16)
        self.assertEqual(self.lead.activity_ids, activity)
        self.assertEqual(self.lead.message_ids & messages, messages)
        self.assertEqual(self.lead.team_id, self.team)

    def test_ten_times_the_records_cost_the_same(self):
        self._leads(3)
        run = self.env["crm.pool.run"].create(
            {"company_id": self.env.company.id, "day": "2026-01-01"}
        )
        self._at(days=16)
        run.started_at = fields.Datetime.now()
        list(run._sweep())  # fills the caches of the registry
        counts = []
        for number in (3, 30):
            self._leads(number).sudo().owned_since = run.started_at - timedelta(16)
            counts.append(self._queries(lambda: list(run._sweep())))
        self.assertEqual(counts[0], counts[1])
        self.assertEqual(run.line_count, 37)

    # -- undo ----------------------------------------------------------------------

    def test_an_undo_gives_back_what_nobody_claimed(self):
        leads = self._leads(3)
        run = self._night(days=16)
        self._claim(leads[0])
        run.with_user(self.manager).action_undo()
        self.assertEqual(leads[0].user_id, self.rep2)
        self.assertEqual(leads[1:].user_id, self.rep)
        self.assertFalse(leads[1:].pool_id)
        line = run.line_ids.filtered(lambda line: line.lead_id == leads[0])
        self.assertEqual(line.state, "claimed")
        nobody = self.env["res.users"]
        self.assertEqual(
            self._history(leads[1])[1:],
            [(self.rep, nobody, "pool"), (nobody, self.rep, "undo")],
        )
        self.assertEqual(
            leads[1].ownership_ids.sorted("id")[-1].decided_by_id, self.manager
        )
        self.assertEqual(run.state, "undone")
        self.assertEqual(self._messages(self.rep, "came back to you"), 1)

    def test_an_undo_gives_nothing_to_who_has_left(self):
        run = self._night(days=16)
        self.rep.active = False
        run.with_user(self.manager).action_undo()
        self.assertEqual(self.lead.pool_id, self.pool)
        line = run.line_ids.filtered(lambda line: line.lead_id == self.lead)
        self.assertEqual(line.state, "owner_gone")

    def test_what_fell_into_a_pool_again_is_not_given_back_twice(self):
        run = self._night(days=16)
        self._claim(self.lead)
        self._at(days=17)
        self._pooled(self.lead)
        run.with_user(self.manager).action_undo()
        self.assertEqual(self.lead.pool_id, self.pool)
        line = run.line_ids.filtered(lambda line: line.lead_id == self.lead)
        self.assertEqual(line.state, "changed")

    def test_what_was_given_back_is_not_taken_the_next_night(self):
        run = self._night(days=16)
        run.with_user(self.manager).action_undo()
        self._night(days=17)
        self.assertEqual(self.lead.user_id, self.rep)

    def test_a_run_is_undone_once_within_three_days(self):
        run = self._night(days=16).with_user(self.manager)
        self._at(days=19)
        self.assertTrue(run.can_undo)
        self._at(days=19, minutes=1)
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "cannot be undone"):
            run.action_undo()
        self._at(days=19)
        self.env.invalidate_all()
        run.action_undo()
        with self.assertRaisesRegex(UserError, "cannot be undone"):
            run.action_undo()

    def test_the_last_run_alone_is_undone(self):
        first = self._night(days=16)
        late = self._new_lead()
        late.sudo().owned_since = "2026-01-01"
        second = self._night(days=17)
        self.assertTrue(second.line_ids)
        with self.assertRaisesRegex(UserError, "cannot be undone"):
            first.with_user(self.manager).action_undo()
        second.with_user(self.manager).action_undo()

    def test_managers_alone_undo(self):
        run = self._night(days=16)
        for user in (self.rep, self.leader, self.all_seller):
            with self.assertRaises(AccessError):
                run.with_user(user).action_undo()
        self.assertEqual(self.lead.pool_id, self.pool)
