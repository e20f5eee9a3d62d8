from odoo.tests import tagged

from .common import CustomerCase


@tagged("post_install", "-at_install")
class TestTimeline(CustomerCase):
    """The stat button of a customer counts his events."""

    def _read_queries(self, partners):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        partners.read(["business_event_count"])
        return self.env.cr.sql_log_count - before

    def test_the_count_is_the_same_on_the_company_and_its_contacts(self):
        self._emit(partner=self.contact)
        self._emit(key="second")
        for partner in (self.customer, self.contact):
            self.assertEqual(partner.business_event_count, 2)

    def test_a_rep_counts_what_he_sees(self):
        self._emit(audience=self.rep)
        self.assertEqual(self.customer.with_user(self.rep).business_event_count, 1)
        self.env.invalidate_all()
        self.assertEqual(self.customer.with_user(self.rep2).business_event_count, 0)

    def test_the_button_opens_the_events_counted(self):
        event = self._emit()
        action = self.contact.action_view_business_events()
        self.assertEqual(self.env["crm.business.event"].search(action["domain"]), event)

    def test_a_list_costs_the_same_at_ten_times_the_customers(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {number}", "is_company": True} for number in range(55)]
        )
        for partner in partners:
            self._emit(partner=partner, key=f"test:{partner.id}")
        few, many = partners[:5].with_user(self.rep), partners[5:].with_user(self.rep)
        self._read_queries(few)  # fills the caches of the registry
        self.assertEqual(self._read_queries(many), self._read_queries(few))
