from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .pool_common import PoolCase


@tagged("post_install", "-at_install")
class TestPoolVisibility(PoolCase):
    """What people see of a pooled record before they claim it."""

    def test_a_pooled_opportunity_is_hidden_but_from_managers(self):
        self._pooled(self.lead)
        exporter = self.env.ref("base.group_allow_export")
        for user in (self.rep, self.rep2, self.all_seller):
            user.group_ids |= exporter
            mine = self.lead.with_user(user)
            with self.subTest(user=user.login):
                self.assertFalse(mine.search([("id", "=", self.lead.id)]))
                self.assertFalse(mine.search([("phone", "like", "138 5710 2231")]))
                self.assertRaises(AccessError, mine.read, ["phone"])
                self.assertRaises(AccessError, mine.export_data, ["phone"])
        self.assertEqual(self.lead.with_user(self.manager).phone, "138 5710 2231")
        self.pool.manager_ids = self.leader
        self.assertEqual(self.lead.with_user(self.leader).phone, "138 5710 2231")

    def test_in_the_pool_contact_data_is_masked(self):
        self._pooled(self.lead)
        values = self._row(self.lead).read(["name", "contact_name", "phone", "email"])
        self.assertEqual(values[0]["name"], "西溪展厅")
        self.assertEqual(values[0]["phone"], "138****31")
        self.assertEqual(values[0]["email"], "z****@lvcheng.example")
        self.assertEqual(values[0]["contact_name"], "赵****")
        self.assertEqual(self._row(self.lead, self.manager).phone, "138 5710 2231")

    def test_seeing_a_contact_counts_once_a_day(self):
        self._pooled(self.lead)
        row = self._row(self.lead)
        row.action_reveal()
        row.action_reveal()
        self.assertEqual(row.phone, "138 5710 2231")
        self.assertEqual(self.pool.with_user(self.rep2).views_left, 19)
        self.assertEqual(self._row(self.lead, self.rep3).phone, "138****31")
        self._at(days=1)
        self.env.invalidate_all()
        self.assertEqual(self._row(self.lead).phone, "138****31")

    def test_a_day_shows_so_many_contacts(self):
        self.pool.view_per_day = 1
        self._pooled(self.lead, self.customer)
        self._row(self.lead).action_reveal()
        row = self._row(self.customer)
        with self.assertRaisesRegex(UserError, "that is the daily limit"):
            row.action_reveal()
        self.assertEqual(row.phone, "057****22")

    def test_what_was_shown_to_whom_is_kept(self):
        self._pooled(self.lead)
        self._row(self.lead).action_reveal()
        Reveal = self.env["crm.pool.reveal"]
        reveal = Reveal.with_user(self.manager).search([("res_id", "=", self.lead.id)])
        self.assertEqual(reveal.user_id, self.rep2)
        for user in (self.rep2, self.manager):
            mine = reveal.with_user(user)
            self.assertRaises(AccessError, mine.write, {"day": "2020-01-01"})
            self.assertRaises(AccessError, mine.unlink)
        with self.assertRaises(AccessError):
            Reveal.with_user(self.rep2).search([])

    def test_the_counters_are_not_reset_by_hand(self):
        self._pooled(self.lead)
        self._claim(self.lead)
        usage = self.env["crm.pool.usage"].search([("user_id", "=", self.rep2.id)])
        self.assertEqual(usage.claimed, 1)
        for user in (self.rep2, self.manager):
            with self.assertRaises(AccessError):
                usage.with_user(user).claimed = 0
            with self.assertRaises(AccessError):
                usage.with_user(user).unlink()

    def test_members_alone_see_a_pool(self):
        self._pooled(self.lead)
        self.pool.member_ids = self.rep3
        self.assertTrue(self._row(self.lead, self.rep3))
        self.assertFalse(self._row(self.lead, self.rep2))
        self.assertTrue(self._row(self.lead, self.manager))
        self.assertFalse(self.pool.with_user(self.rep2).search([]))
        for user in (self.clerk, self.client):
            with self.assertRaises(AccessError):
                self._row(self.lead, user)

    def test_another_company_sees_nothing(self):
        self._pooled(self.lead)
        self.pool.company_id = self.env["res.company"].create({"name": "Branch"})
        self.assertFalse(self._row(self.lead))

    def test_pools_are_made_by_managers(self):
        self.assertTrue(self.pool.with_user(self.manager).has_access("write"))
        for user in (self.rep, self.leader, self.all_seller):
            self.assertFalse(self.pool.with_user(user).has_access("write"))

    def test_a_full_pool_is_not_deleted(self):
        self._pooled(self.lead)
        with self.assertRaisesRegex(UserError, "has 1 records"):
            self.pool.with_user(self.manager).unlink()

    def test_a_list_costs_the_same_at_ten_times_the_records(self):
        leads = self.env["crm.lead"].concat(
            *[self._new_lead(name=f"Lead {number}") for number in range(33)]
        )
        self._pooled(leads)
        rows = self.env["crm.pool.record"].with_user(self.rep2).search([])
        fields = ["name", "phone", "is_revealed", "claims_left", "pool_id"]
        few, many = rows[:3], rows[3:]
        self._queries(few.read, fields)
        self.assertEqual(
            self._queries(many.read, fields), self._queries(few.read, fields)
        )
