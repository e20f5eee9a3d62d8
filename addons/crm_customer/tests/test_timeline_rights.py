from odoo.exceptions import AccessError
from odoo.tests import tagged

from .timeline_common import TimelineCase


@tagged("post_install", "-at_install")
class TestTimelineRights(TimelineCase):
    """A line is for those alone who may read what it is about."""

    def test_a_colleague_sees_no_line_of_a_hidden_lead(self):
        secret = self._new_lead("Secret")
        self._post(secret, "The price is 5 million")
        # He is told of the event, and still may not read the lead.
        self._emit(record=secret, audience=self.rep2, name="Secret won")
        self.assertIn("Secret", self._titles())
        seen = self._timeline(self.rep2)
        self.assertNotIn(
            "Secret", " ".join(f"{ln['title']} {ln['text']}" for ln in seen)
        )
        self.assertNotIn("5 million", " ".join(line["text"] for line in seen))

    def test_figures_count_what_one_may_read(self):
        self._new_lead("Secret", expected_revenue=700)
        figures = {f["key"]: f for f in self._header()["figures"]}
        self.assertIn("700", figures["lead.pending"]["value"])
        figures = {f["key"]: f for f in self._header(self.rep2)["figures"]}
        self.assertNotIn("700", figures["lead.pending"]["value"])

    def test_a_private_meeting_is_for_its_people(self):
        self._new_meeting("Dinner", privacy="private")
        self.assertIn("Dinner", self._titles())
        self.assertEqual(self._timeline(self.rep2, kinds=["meeting"]), [])
        self.assertNotIn(
            "meeting", {kind["code"] for kind in self._header(self.rep2)["kinds"]}
        )

    def test_who_has_no_sales_role_sees_what_is_open_to_him(self):
        self._new_lead("Museum")
        self._new_meeting("Kick-off")
        self._post(self.customer, "Hello")
        self.assertEqual(
            {line["kind"] for line in self._timeline(self.clerk)}, {"mail", "meeting"}
        )
        self.assertEqual(self._header(self.clerk)["figures"], [])

    def test_a_portal_client_has_no_timeline(self):
        self.client.partner_id.parent_id = self.customer
        for method in ("get_timeline", "get_timeline_header"):
            with self.assertRaises(AccessError):
                getattr(self.customer.with_user(self.client), method)()

    def test_a_customer_one_may_not_read_has_no_timeline(self):
        branch = self.env["res.company"].create({"name": "Branch"})
        self.customer.company_id = branch
        for method in ("get_timeline", "get_timeline_header"):
            with self.assertRaises(AccessError):
                getattr(self.customer.with_user(self.rep), method)()
        with self.assertRaises(AccessError):
            self.customer.with_user(self.rep).action_open_figure("lead.pending")

    def test_a_subsidiary_of_another_company_stays_hidden_in_the_group(self):
        branch = self.env["res.company"].create({"name": "Branch"})
        sister = self.env["res.partner"].create(
            {
                "name": "Sister",
                "is_company": True,
                "parent_id": self.customer.id,
                "company_id": branch.id,
            }
        )
        self._post(sister, "Behind closed doors")
        texts = [line["text"] for line in self._timeline(is_group=True)]
        self.assertNotIn("Behind closed doors", texts)
