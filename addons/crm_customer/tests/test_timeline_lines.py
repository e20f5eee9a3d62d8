from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .timeline_common import NOON, TimelineCase


@tagged("post_install", "-at_install")
class TestTimelineLines(TimelineCase):
    """What stands in a customer's timeline, and in which order."""

    def test_a_lead_is_a_line_when_it_is_opened_and_when_it_is_won(self):
        lead = self._new_lead("Museum", expected_revenue=5000)
        lead.action_set_won()
        lines = [line for line in self._timeline() if line["title"] == "Museum"]
        self.assertEqual(
            [line["label"] for line in lines], ["Won", "Opportunity opened"]
        )
        self.assertIn("5,000", lines[1]["amount"])
        self.assertEqual(
            (lines[1]["res_model"], lines[1]["res_id"]), (lead._name, lead.id)
        )
        self.assertEqual(lines[1]["person"], "Li Na")

    def test_a_lost_lead_stays_in_the_timeline(self):
        self._new_lead("Museum").action_set_lost()
        labels = [ln["label"] for ln in self._timeline() if ln["title"] == "Museum"]
        self.assertEqual(labels, ["Lost", "Opportunity opened"])

    def test_what_a_contact_does_is_the_company_s(self):
        self._new_lead("Museum", partner_id=self.contact.id)
        self._new_meeting("Kick-off")
        for partner in (self.customer, self.contact):
            self.assertLessEqual(
                {"Museum", "Kick-off"}, set(self._titles(partner=partner))
            )

    def test_a_meeting_about_an_opportunity_is_one_line(self):
        lead = self._new_lead("Museum")
        self._new_meeting("Kick-off", opportunity_id=lead.id)
        self.assertEqual(self._titles(kinds=["meeting"]), ["Kick-off"])

    def test_mails_are_lines_and_notes_are_not(self):
        lead = self._new_lead("Museum")
        self._post(lead, "The plan is attached")
        self._post(lead, "Between us: he is slow", subtype="mail.mt_note")
        self._post(self.contact, "When do we start?", "email")
        lines = self._timeline(kinds=["mail"])
        self.assertCountEqual(
            [(line["label"], line["text"]) for line in lines],
            [
                ("Mail received", "When do we start?"),
                ("Message sent", "The plan is attached"),
            ],
        )

    def test_events_and_owners_are_lines(self):
        self.customer.user_id = self.rep
        self._emit()
        titles = {(ln["kind"], ln["title"], ln["person"]) for ln in self._timeline()}
        self.assertIn(("owner", "", "Li Na"), titles)

    def test_the_latest_comes_first(self):
        for days, name in ((3, "Old"), (1, "New"), (2, "Middle")):
            self._new_lead(name, days_ago=days)
        titles = self._titles(kinds=["lead"])
        wanted = [name for name in titles if name in ("Old", "New", "Middle")]
        self.assertEqual(wanted, ["New", "Middle", "Old"])

    def test_pages_have_each_line_once_whatever_comes_in_between(self):
        # Many at the same moment, from two sources: the order has to be total.
        leads = [self._new_lead(f"Lead {number}") for number in range(55)]
        for number in range(55):
            self._new_meeting(f"Meeting {number}")
        customer = self.customer.with_user(self.rep)
        first = customer.get_timeline(kinds=["lead", "meeting"])
        self._new_lead("Newer", days_ago=-1)
        keys = [line["key"] for line in first["lines"]]
        cursor = first["cursor"]
        while cursor:
            page = customer.get_timeline(kinds=["lead", "meeting"], cursor=cursor)
            keys += [line["key"] for line in page["lines"]]
            cursor = page["cursor"]
        self.assertEqual(len(keys), len(set(keys)))
        self.assertLessEqual({f"lead.created:{lead.id}" for lead in leads}, set(keys))
        self.assertEqual(sum(key.startswith("meeting") for key in keys), 55)

    def test_a_cursor_that_is_none_is_said_so(self):
        with self.assertRaisesRegex(UserError, "is no place in the timeline"):
            self.customer.with_user(self.rep).get_timeline(cursor="x|y")

    def test_a_filter_shows_its_kinds_alone(self):
        self._new_lead("Museum")
        self._new_meeting("Kick-off")
        self.assertEqual(
            {ln["kind"] for ln in self._timeline(kinds=["meeting"])}, {"meeting"}
        )
        self.assertEqual(self._timeline(kinds=["no such kind"]), [])

    def test_the_group_shows_its_other_companies_and_no_others(self):
        head = self.env["res.partner"].create({"name": "Holding", "is_company": True})
        sister = self.env["res.partner"].create(
            {"name": "Sister", "is_company": True, "parent_id": head.id}
        )
        stranger = self.env["res.partner"].create({"name": "X", "is_company": True})
        self.customer.parent_id = head
        self._new_lead("Of the sister", partner_id=sister.id)
        self._new_lead("Of a stranger", partner_id=stranger.id)
        self.assertNotIn("Of the sister", self._titles())
        titles = self._titles(is_group=True)
        self.assertIn("Of the sister", titles)
        self.assertIn(self.lead.name, titles)
        self.assertNotIn("Of a stranger", titles)
        self.assertEqual(self._header()["companies"], 3)

    def test_a_long_text_is_cut(self):
        self._post(self.customer, "long " * 400)
        [line] = self._timeline(kinds=["mail"])
        self.assertLess(len(line["text"]), 320)
        self.assertTrue(line["text"].endswith("…"))

    def test_a_planned_meeting_stands_on_top(self):
        self._new_meeting(
            "Later", start=NOON + timedelta(days=4000), stop=NOON + timedelta(days=4001)
        )
        self.assertEqual(self._titles()[0], "Later")
