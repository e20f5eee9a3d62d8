from odoo.addons.queue_job.tests.common import trap_jobs

from .common import ConnectorCase


class TestNotify(ConnectorCase):
    def test_each_person_gets_one_message_by_one_channel(self):
        with trap_jobs() as trap:
            event = self._emit(self.reader + self.outsider + self.actor)
            trap.perform_enqueued_jobs()
        self.assertEqual(self.tool.recipients, ["ID.con_reader"])
        self.assertEqual(self._odoo_notices(self.reader), 0)
        self.assertEqual(self._odoo_notices(self.outsider), 1)
        self.assertEqual(self._odoo_notices(self.actor), 0)
        message = self._messages(event)
        self.assertEqual(message.user_id, self.reader)
        self.assertEqual(message.state, "sent")
        self.assertEqual(message.vendor_id, "v1")

    def test_an_event_reported_twice_is_told_once(self):
        with trap_jobs() as trap:
            event = self._emit(self.reader, key="same")
            self.assertEqual(self._emit(self.reader, key="same"), event)
            event.sudo()._notify(self.reader)
            trap.perform_enqueued_jobs()
        self.assertEqual(self.tool.recipients, ["ID.con_reader"])
        self.assertEqual(len(self._messages(event)), 1)

    def test_an_event_without_a_rule_stays_in_odoo(self):
        with trap_jobs() as trap:
            self._emit(self.reader, kind="coffee.ready")
            trap.assert_jobs_count(0)
        self.assertEqual(self._odoo_notices(self.reader), 1)

    def test_an_archived_rule_stays_in_odoo(self):
        self.env.ref("crm_connector.crm_connector_rule_contract_signed").active = False
        with trap_jobs() as trap:
            self._emit(self.reader)
            trap.assert_jobs_count(0)
        self.assertEqual(self._odoo_notices(self.reader), 1)

    def test_a_connector_that_does_not_work_leaves_people_to_odoo(self):
        for values in ({"state": "draft"}, {"state": "error"}, {"active": False}):
            with self.subTest(values=values), trap_jobs() as trap:
                before = self._odoo_notices(self.reader)
                self.connector.write({"state": "connected", "active": True, **values})
                self._emit(self.reader, key=str(values))
                trap.assert_jobs_count(0)
                self.assertEqual(self._odoo_notices(self.reader), before + 1)

    def test_another_companys_connector_is_not_used(self):
        self.connector.company_id = self.env["res.company"].create({"name": "Other"})
        with trap_jobs() as trap:
            self._emit(self.reader)
            trap.assert_jobs_count(0)
        self.assertEqual(self._odoo_notices(self.reader), 1)

    def test_of_two_chat_tools_the_first_in_order_is_used(self):
        second = self.connector.copy({"sequence": 1})
        second.state = "connected"
        self._identify(self.reader, connector=second)
        with trap_jobs():
            event = self._emit(self.reader)
        self.assertEqual(self._messages(event).connector_id, second)

    def test_everybody_reads_his_own_language(self):
        rule = self.env.ref("crm_connector.crm_connector_rule_contract_signed")
        rule.with_context(lang="zh_CN").title_template = "合同已签订"
        rule.with_context(lang="en_US").title_template = "Contract signed"
        self.reader.tz = "Asia/Shanghai"
        self.foreigner.tz = "Europe/Berlin"
        with trap_jobs():
            event = self._emit(self.reader + self.foreigner)
        event.sudo().happened_at = "2026-11-22 16:30:00"
        titles = {m.user_id: m.title for m in self._messages(event)}
        self.assertEqual(titles[self.reader], "合同已签订")
        self.assertEqual(titles[self.foreigner], "Contract signed")
        payloads = self.env["crm.connector.message"]._prepare_payloads(
            rule, event.sudo(), self.reader + self.foreigner
        )
        notes = [payload["note"] for payload in payloads.values()]
        self.assertEqual(notes, ["2026-11-23 00:30", "2026-11-22 17:30"])

    def test_a_message_says_what_happened_and_links_to_the_document(self):
        with trap_jobs():
            event = self._emit(self.foreigner)
        payload = self._messages(event).payload
        self.assertIn("合同 HT2026-0001 已签订", payload["body"])
        self.assertIn("云岭置业", payload["body"])
        self.assertEqual(payload["layout"], "card")
        self.assertIn(
            f"/mail/view?model=res.partner&res_id={self.customer.id}", payload["url"]
        )

    def test_what_is_rolled_back_is_never_sent(self):
        jobs_before = self.env["queue.job"].search_count([])
        savepoint = self.env.cr.savepoint(flush=True)
        event = self._emit(self.reader)
        self.assertEqual(self.env["queue.job"].search_count([]), jobs_before + 1)
        self.assertEqual(self._messages(event).state, "queued")
        savepoint.rollback()
        self.env.invalidate_all()
        savepoint.close(rollback=False)
        self.assertEqual(self.env["queue.job"].search_count([]), jobs_before)
        self.assertFalse(self._messages(event))
        self.assertFalse(self.tool.calls)

    def test_people_who_read_the_same_share_one_job(self):
        readers = self._many_readers(5)
        rule = self.env.ref("crm_connector.crm_connector_rule_contract_signed")
        rule.with_context(lang="zh_CN").title_template = "合同已签订"
        with trap_jobs() as trap:
            self._emit(readers + self.foreigner)
            trap.assert_jobs_count(2)
            trap.perform_enqueued_jobs()
        self.assertEqual(len(self.tool.calls), 2)
        self.assertEqual(len(set(self.tool.recipients)), 6)

    def test_twenty_people_cost_the_queries_of_two(self):
        readers = self._many_readers(20)
        # The first two contracts of a customer move him through his lifecycle.
        for number in (1, 2):
            self._count_queries(readers[:1], f"warm-up {number}")
        few = self._count_queries(readers[:2], "few")
        many = self._count_queries(readers, "many")
        self.assertEqual(few, many)

    def _count_queries(self, readers, key):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._emit(readers, key=key)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _many_readers(self, number):
        readers = self.env["res.users"].union(
            *(self._new_user(f"con_many_{n}", lang="zh_CN") for n in range(number))
        )
        for reader in readers:
            self._identify(reader)
        return readers
