from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CustomerCase


@tagged("post_install", "-at_install")
class TestOwnership(CustomerCase):
    """Each change of owner is one line of history that nobody changes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        quiet = cls.env["crm.lead"].with_context(mail_auto_subscribe_no_notify=True)
        cls.lead2 = quiet.create({"name": "Museum", "user_id": cls.rep2.id})

    def _history(self, record):
        """Return (from, to, reason) of each line, the oldest first."""
        rows = record.ownership_ids.sorted("id")
        return [(row.previous_user_id, row.user_id, row.reason) for row in rows]

    def _last(self, record):
        return record.ownership_ids.sorted("id")[-1]

    def test_the_first_owner_is_the_first_line(self):
        nobody = self.env["res.users"]
        self.assertEqual(self._history(self.lead), [(nobody, self.rep, "created")])
        self.assertTrue(self.lead.owned_since)

    def test_a_handover_says_from_whom_to_whom_and_who_decided(self):
        self.lead.with_user(self.seller).user_id = self.rep2
        self.assertEqual(
            self._history(self.lead)[1:], [(self.rep, self.rep2, "handover")]
        )
        self.assertEqual(self._last(self.lead).decided_by_id, self.seller)

    def test_giving_up_and_assigning_are_lines_too(self):
        nobody = self.env["res.users"]
        self.lead.user_id = False
        self.lead.user_id = self.rep2
        self.assertEqual(
            self._history(self.lead)[1:],
            [(self.rep, nobody, "released"), (nobody, self.rep2, "assigned")],
        )

    def test_a_given_reason_is_kept_with_its_remark(self):
        lead = self.lead._with_ownership_reason("handover", "On leave", self.seller)
        lead.user_id = self.rep2
        line = self._last(self.lead)
        self.assertEqual((line.note, line.decided_by_id), ("On leave", self.seller))

    def test_a_context_from_outside_gives_no_reason(self):
        lead = self.lead.with_context(crm_ownership_reason={"kind": "merge"})
        lead.user_id = self.rep2
        self.assertEqual(self._last(self.lead).reason, "handover")

    def test_writing_the_same_owner_again_is_no_change(self):
        since = self.lead.owned_since
        self.lead.write({"user_id": self.rep.id, "name": "Gallery II"})
        self.assertEqual(len(self.lead.ownership_ids), 1)
        self.assertEqual(self.lead.owned_since, since)

    def test_of_several_records_those_that_change_get_a_line(self):
        leads = self.lead | self.lead2
        leads.write({"user_id": self.rep.id})
        self.assertEqual(len(self.lead.ownership_ids), 1)
        self.assertEqual(
            self._history(self.lead2)[1:], [(self.rep2, self.rep, "handover")]
        )

    def test_customers_have_a_history_and_their_contacts_follow_them(self):
        self.customer.with_user(self.rep).user_id = self.rep
        self.contact.user_id = self.rep2
        self.assertEqual(len(self.customer.ownership_ids), 1)
        self.assertFalse(self.contact.ownership_ids)

    def test_a_merge_of_leads_keeps_the_history_of_all(self):
        rows = (self.lead | self.lead2).ownership_ids
        merged = (self.lead | self.lead2).merge_opportunity(user_id=self.seller.id)
        self.assertEqual(merged.ownership_ids & rows, rows)
        self.assertEqual(self._last(merged).reason, "merge")
        self.assertEqual(self._last(merged).user_id, self.seller)
        self.assertFalse(merged.env.context.get("crm_ownership_reason"))

    def test_a_merge_of_customers_keeps_the_history_of_all(self):
        other = self.customer.copy({"user_id": self.rep2.id})
        self.customer.user_id = self.rep
        rows = (self.customer | other).ownership_ids
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.customer | other).ids, self.customer)
        self.assertFalse(other.exists())
        self.assertEqual(self.customer.ownership_ids & rows, rows)

    def test_a_partner_manager_merges_customers_too(self):
        self.rep.group_ids |= self.env.ref("base.group_partner_manager")
        other = self.customer.copy()
        since = self.customer.owned_since
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(self.rep)
        kept = self.customer.with_user(self.rep)
        wizard.create({})._merge((self.customer | other).ids, kept)
        self.assertFalse(other.exists())
        self.assertEqual(self.customer.owned_since, since)

    def test_a_conversion_keeps_the_history(self):
        lead = self.env["crm.lead"].create(
            {"name": "Shop", "type": "lead", "user_id": self.rep.id}
        )
        lead.convert_opportunity(self.customer, user_ids=self.rep2.ids)
        self.assertEqual(self._history(lead)[1:], [(self.rep, self.rep2, "conversion")])

    def test_nobody_changes_or_deletes_a_line(self):
        line = self.lead.ownership_ids
        values = {"lead_id": self.lead.id, "reason": "created"}
        for user in (self.rep, self.seller, self.env.ref("base.user_admin")):
            mine = line.with_user(user)
            with self.subTest(user=user.login):
                self.assertRaises(AccessError, mine.create, values)
                self.assertRaises(UserError, mine.write, {"note": "x"})
                self.assertRaises(UserError, mine.unlink)
        with self.assertRaisesRegex(UserError, "is a ledger"):
            line.sudo().note = "x"
        with self.assertRaisesRegex(UserError, "is a ledger"):
            line.sudo().unlink()

    def test_the_beginning_of_an_ownership_is_not_written(self):
        for user in (self.rep, self.seller, self.env.ref("base.user_admin")):
            with self.assertRaisesRegex(AccessError, "cannot be written"):
                self.lead.with_user(user).owned_since = "2099-01-01"
        Lead = self.env["crm.lead"].with_user(self.rep)
        Lead = Lead.with_context(default_owned_since="2099-01-01")
        lead = Lead.create({"name": "x", "owned_since": "2099-01-01"})
        self.assertLess(lead.owned_since.year, 2099)

    def test_a_rep_reads_the_history_of_his_own_records(self):
        Ownership = self.env["crm.ownership"]
        mine, other = self.lead.ownership_ids, self.lead2.ownership_ids
        seen = Ownership.with_user(self.rep).search([("id", "in", (mine | other).ids)])
        self.assertEqual(seen, mine)
        for user in (self.clerk, self.client):
            with self.assertRaises(AccessError):
                Ownership.with_user(user).search([])
        self.assertIn(other, Ownership.with_user(self.seller).search([]))

    def test_ten_times_the_leads_cost_the_same(self):
        leads = self.env["crm.lead"].create(
            [{"name": f"Lead {i}", "user_id": self.rep.id} for i in range(110)]
        )

        def queries(some, user):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.with_context(tracking_disable=True)._ownership_log({})
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(leads[:10], self.rep2)
        self.assertEqual(queries(leads[:10], self.rep2), queries(leads[10:], self.rep2))
