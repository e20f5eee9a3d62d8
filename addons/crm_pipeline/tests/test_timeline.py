from odoo.tests import tagged

from .pool_common import PoolCase


@tagged("post_install", "-at_install")
class TestTimeline(PoolCase):
    """Interactions and registrations in a customer's timeline."""

    def _lines(self, user=None, **options):
        customer = self.customer.with_user(user or self.rep)
        return customer.get_timeline(**options)["lines"]

    def _log(self, record, note, user=None):
        name = "lead_id" if record._name == "crm.lead" else "partner_id"
        self.env["crm.follow.up.log"].with_user(user or self.rep).create(
            {
                name: record.id,
                "kind_id": self.env.ref("crm_pipeline.crm_follow_up_kind_visit").id,
                "note": note,
            }
        ).action_log()

    def test_a_visit_is_one_line_with_its_note(self):
        self._log(self.customer, "Saw the site")
        [line] = [ln for ln in self._lines() if "Saw the site" in ln["text"]]
        self.assertEqual((line["kind"], line["person"]), ("interaction", "李娜"))
        self.assertEqual(line["label"], "Visit")

    def test_a_reply_is_the_mail_and_no_second_line(self):
        message = {"message_type": "email", "author_id": False}
        self.customer.sudo().message_post(
            body="We agree", email_from="zhao@lvcheng.example", **message
        )
        self.assertTrue(self.customer.follow_up_ids)
        kinds = [line["kind"] for line in self._lines()]
        self.assertEqual(kinds.count("mail"), 1)
        self.assertNotIn("interaction", kinds)

    def test_the_customer_s_owner_sees_no_visit_of_a_hidden_opportunity(self):
        lead = self._new_lead(user=self.rep2, partner_id=self.customer.id)
        self._log(lead, "Their secret", self.rep2)
        self.assertIn("Their secret", [ln["text"] for ln in self._lines(self.seller)])
        # By its own rule he may read the follow-up: it is his customer's.
        self.assertTrue(lead.follow_up_ids.with_user(self.rep).has_access("read"))
        self.assertNotIn("Their secret", [ln["text"] for ln in self._lines()])

    def test_nothing_of_a_pooled_opportunity_is_told(self):
        lead = self._new_lead(partner_id=self.customer.id, name="Pooled Hall")
        self._log(lead, "Was there")
        self._pooled(lead)
        told = " ".join(f"{ln['title']} {ln['text']}" for ln in self._lines())
        self.assertNotIn("Pooled Hall", told)
        self.assertNotIn("Was there", told)

    def test_an_approved_registration_is_a_line_of_who_may_read_it(self):
        registration = self._converted()
        customer = registration.lead_id.partner_id.with_user(self.rep)
        lines = customer.get_timeline(kinds=["registration"])["lines"]
        # The customer is not known before the approval.
        self.assertEqual([ln["res_id"] for ln in lines], registration.ids)
        colleague = customer.with_user(self.rep2)
        self.assertFalse(colleague.get_timeline(kinds=["registration"])["lines"])

    def test_the_last_effective_contact_is_a_figure(self):
        self._log(self.customer, "Saw the site")
        self._at(days=9)
        header = self.customer.with_user(self.rep).get_timeline_header()
        [figure] = [f for f in header["figures"] if f["key"] == "follow_up.last"]
        self.assertEqual(figure["detail"], "9 days ago")
        action = self.customer.with_user(self.rep).action_open_figure("follow_up.last")
        self.assertEqual(
            self.env[action["res_model"]].search(action["domain"]),
            self.customer.follow_up_ids,
        )
