from datetime import timedelta

from odoo import fields
from odoo.tools import file_open

from odoo.addons.queue_job.tests.common import trap_jobs

from .customer_common import CustomerCase


class TestTransfers(CustomerCase):
    """Who leaves hands his customers over in WeCom, too; refusals are told."""

    def _hand_over(self, **values):
        handover = self.env["crm.customer.handover"].create(
            {"user_id": self.rep.id, "receiver_id": self.designer.id, **values}
        )
        with trap_jobs() as trap:
            handover.action_hand_over()
            for job in trap.enqueued_jobs:
                if job.method_name == "_begin":
                    job.perform()
        return handover.wecom_transfer_ids

    def _check(self):
        with trap_jobs() as trap:
            self.env["crm.wecom.transfer"]._cron_check()
            for job in trap.enqueued_jobs:
                job.perform()

    def test_a_handover_moves_the_customers_in_wecom_after_a_day(self):
        self.customer.user_id = self.rep
        self._known("wm1", partner=self.customer)
        self._known("wm2")
        transfers = self._hand_over()
        self.assertEqual(len(transfers), 2)
        self.assertEqual(set(transfers.mapped("state")), {"started"})
        self.assertEqual(self.customer.user_id, self.designer)
        self._check()
        self.assertEqual(set(transfers.mapped("state")), {"started"})
        self.package.transfers.settle(self.sim, {})
        self._check()
        self.assertEqual(set(transfers.mapped("state")), {"done"})

    def test_a_connector_in_the_archive_asks_wecom_for_nothing(self):
        self._known("wm1")
        transfer = self._hand_over()
        self.connector.active = False
        self.sim.calls.clear()
        self._check()
        with trap_jobs() as trap:
            transfer._read_result()
            self.connector._wecom_list_groups()
            self.connector._wecom_read_groups(["wr1"])
            trap.assert_jobs_count(0)
        self.assertFalse(self.sim.calls)
        self.assertEqual(transfer.state, "started")

    def test_a_copy_of_the_database_moves_and_writes_nothing(self):
        self.connector.wecom_is_customer_sync = True
        self._known("wm1")
        transfer = self._hand_over()
        with trap_jobs():
            change = self.env["crm.wecom.change"]._queue(self._known("wm2"), "tags")
            sync = self.env["crm.wecom.sync"]._start(self.connector)
        change._enqueue()
        jobs = [("model_name", "=", "crm.wecom.change")]
        job = self.env["queue.job"].search(jobs, order="id desc", limit=1)
        job.state = "started"
        self.env.flush_all()
        with file_open("crm_wecom/data/neutralize.sql") as file:
            self.env.cr.execute(file.read())
        self.env.invalidate_all()
        self.assertFalse(job.exists())
        self.assertFalse(self.connector.wecom_is_customer_sync)
        for record in (transfer, change, sync):
            self.assertEqual(
                (record.state, record.error), ("failed", "neutralized copy")
            )

    def test_chosen_customers_alone_go(self):
        self.customer.user_id = self.rep
        self._known("wm1", partner=self.customer)
        self._known("wm2")
        line = fields.Command.create({"partner_id": self.customer.id})
        transfers = self._hand_over(scope="chosen", line_ids=[line])
        self.assertEqual(transfers.contact_id.external_id, "wm1")

    def test_a_refusal_is_told_to_the_successor(self):
        self._known("wm1")
        transfer = self._hand_over()
        self._report(
            ChangeType="transfer_fail",
            UserID="li.na",
            ExternalUserID="wm1",
            FailReason="customer_refused",
        )
        self.assertEqual(transfer.state, "refused")
        event = self.env["crm.business.event"].search(
            [("kind", "=", "wecom.transfer_refused")]
        )
        self.assertEqual(event.audience_ids, self.designer)
        self.assertIn("wm1", event.name)
        message = self._messages(event)  # a rule says so in the chat tool
        self.assertEqual(message.identity_id.external_id, "li.na")
        self.assertIn("wm1", message.payload["body"])

    def test_while_a_limit_is_used_up_nothing_is_asked_of_wecom(self):
        self._known("wm1")
        self.connector.paused_until = "2099-01-01 00:00:00"
        with trap_jobs() as trap:
            change = self.env["crm.wecom.change"]._queue(self._known("wm2"), "tags")
            sync = self.env["crm.wecom.sync"]._start(self.connector)
        self.sim.calls.clear()
        transfer = self._hand_over()
        with trap_jobs() as trap:
            change._deliver()
            sync._run()
            self.assertEqual(len(trap.calls), 2)
        for record, state in ((change, "queued"), (sync, "running")):
            self.assertEqual((record.state, record.tries), (state, 0))
            self.assertTrue(record.next_try_at)
        self.assertEqual(set(transfer.mapped("state")), {"queued"})
        self.assertFalse(self.sim.calls)

    def test_a_third_time_within_ninety_days_is_not_asked(self):
        follow = self._known("wm1")
        transfers = self.env["crm.wecom.transfer"]
        for days in (10, 20):
            with trap_jobs():
                one = transfers._queue(follow, self.designer)
            moment = fields.Datetime.now() - timedelta(days=days)
            one.write({"state": "done", "started_at": moment})
        with trap_jobs() as trap:
            third = transfers._queue(follow, self.designer)
            trap.assert_jobs_count(0, only=third._begin)
        self.assertEqual(third.state, "limit")

    def test_one_who_has_left_wecom_is_handed_over_as_such(self):
        self._known("wm1")
        self.sim.members.pop("zhangwei")
        self.addCleanup(self.sim.set_members, [self.Member("ZhangWei", "张伟")])
        transfer = self._hand_over()
        self.assertEqual((transfer.state, transfer.is_resigned), ("started", True))
        self.assertEqual(self._calls("externalcontact/resigned/transfer_customer"), 1)

    def test_each_customer_has_his_own_answer(self):
        self._known("wm1")
        self._known("wm2")
        del self.sim.customers["wm2"]
        transfers = self._hand_over().sorted(lambda one: one.contact_id.external_id)
        self.assertEqual(transfers.mapped("state"), ["started", "failed"])
        self.assertTrue(transfers[1].error)

    def test_a_successor_without_wecom_is_said_at_once(self):
        self._known("wm1")
        transfer = self._hand_over(receiver_id=self.outsider.id)
        self.assertEqual(transfer.state, "failed")
        self.assertEqual(self._calls("externalcontact/transfer_customer"), 0)

    def test_a_busy_wecom_is_asked_again_and_a_pair_is_one_call(self):
        for number in range(5):
            self._known(f"wm{number}")
        self.sim.add_fault(
            self.Fault(path="/cgi-bin/externalcontact/transfer", errcode=-1)
        )
        transfers = self._hand_over()
        self.assertEqual(set(transfers.mapped("state")), {"queued"})
        with trap_jobs():
            transfers._begin()
        self.assertEqual(set(transfers.mapped("state")), {"started"})
        self.assertEqual(self._calls("externalcontact/transfer_customer"), 2)
