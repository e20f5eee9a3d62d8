from odoo.exceptions import UserError
from odoo.tests import tagged

from .timeline_common import TimelineCase

#: What a page and its header may cost together.
QUERIES = 25


@tagged("post_install", "-at_install")
class TestTimelineHeader(TimelineCase):
    """The figures and filters above a timeline, and what all of it costs."""

    def _figure(self, key, **options):
        return {f["key"]: f for f in self._header(**options)["figures"]}[key]

    def _cost(self):
        customer = self.customer.with_user(self.rep)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        customer.get_timeline_header()
        page = customer.get_timeline()
        return self.env.cr.sql_log_count - before, len(page["lines"])

    def test_won_and_open_are_summed(self):
        self._new_lead("One", expected_revenue=100)
        self._new_lead("Two", expected_revenue=250)
        self._new_lead("Three", expected_revenue=3000).action_set_won()
        self.assertIn("350", self._figure("lead.pending")["value"])
        self.assertIn("3,000", self._figure("lead.won")["value"])
        self.assertEqual(self._figure("lead.won")["detail"], "1 opportunities")

    def test_a_figure_opens_its_records(self):
        lead = self._new_lead("One", expected_revenue=100)
        action = self.customer.with_user(self.rep).action_open_figure("lead.pending")
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertIn(lead, found)
        with self.assertRaisesRegex(UserError, "nothing behind this figure"):
            self.customer.with_user(self.rep).action_open_figure("lead.unheard_of")

    def test_foreign_currencies_are_converted(self):
        dollar = self.env["res.currency"].create(
            {"name": "XTD", "symbol": "T", "rate_ids": [(0, 0, {"rate": 0.5})]}
        )
        branch = self.env["res.company"].create(
            {"name": "Branch", "currency_id": dollar.id}
        )
        self.rep.company_ids |= branch
        self._new_lead("Far", expected_revenue=100, company_id=branch.id, team_id=False)
        both = (self.env.company | branch).ids
        customer = self.customer.with_user(self.rep)
        header = customer.with_context(allowed_company_ids=both).get_timeline_header()
        figures = {f["key"]: f for f in header["figures"]}
        self.assertIn("200", figures["lead.pending"]["value"])

    def test_only_kinds_that_occur_are_offered(self):
        self.assertNotIn("meeting", {k["code"] for k in self._header()["kinds"]})
        self._new_meeting("Kick-off")
        self.assertIn("meeting", {k["code"] for k in self._header()["kinds"]})

    def test_a_page_costs_the_same_at_ten_times_the_lines(self):
        def fill(number):
            for count in range(number):
                lead = self._new_lead(f"Lead {number} {count}")
                self._post(lead, "Hello")
                self._new_meeting(f"Meeting {number} {count}")

        fill(4)
        self._cost()  # fills the caches of the registry
        few, lines = self._cost()
        self.assertLess(lines, 40)
        fill(40)
        many, lines = self._cost()
        self.assertEqual(lines, 40)
        # A short page may name people that a page of many does not.
        self.assertLessEqual(many, few)
        self.assertLessEqual(many, QUERIES)
