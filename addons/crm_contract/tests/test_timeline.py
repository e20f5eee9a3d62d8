from odoo.tests import tagged

from .common import ContractCase


@tagged("post_install", "-at_install")
class TestTimeline(ContractCase):
    """Quotations and contracts in a customer's timeline."""

    def _lines(self, user=None, **options):
        customer = self.customer.with_user(user or self.rep)
        return customer.get_timeline(**options)["lines"]

    def test_a_quotation_and_its_approval_are_lines(self):
        order = self._approve(self._new_order())
        lines = self._lines(kinds=["quotation"])
        self.assertEqual(
            {line["key"].split(":")[0] for line in lines},
            {"quotation", "event.sale.order"},
        )
        self.assertEqual({line["res_id"] for line in lines}, {order.id})
        [made] = [line for line in lines if line["title"] == order.name]
        self.assertIn("60,000", made["amount"])

    def test_a_signed_contract_is_told_and_counted(self):
        contract = self._new_signed_contract()
        lines = self._lines(kinds=["contract"])
        self.assertEqual(len(lines), 2)
        self.assertEqual({line["res_id"] for line in lines}, {contract.id})
        header = self.customer.with_user(self.rep).get_timeline_header()
        [figure] = [f for f in header["figures"] if f["key"] == "contract.signed"]
        self.assertIn("60,000", figure["value"])
        action = self.customer.with_user(self.rep).action_open_figure("contract.signed")
        self.assertEqual(
            self.env[action["res_model"]].search(action["domain"]), contract
        )

    def test_what_was_sent_and_holds_may_be_sent_again(self):
        draft, sent = self._new_order(), self._approve(self._new_order())
        sent.state = "sent"
        customer = self.customer.with_user(self.rep)
        members = customer._get_timeline_members()
        [link] = customer._customer_links(members)
        self.assertEqual(link.label, sent.name)
        self.assertIn(f"/my/orders/{sent.id}?access_token=", link.url)
        self.assertIn("60,000", link.detail)
        self.assertNotIn(draft.name, link.label)
        self.assertFalse(customer.with_user(self.rep2)._customer_links(members))
        sent.action_create_revision()
        self.assertFalse(customer._customer_links(members))

    def test_a_colleague_sees_neither(self):
        self._new_signed_contract()
        for kind in ("quotation", "contract"):
            self.assertTrue(self._lines(kinds=[kind]))
            self.assertFalse(self._lines(self.rep2, kinds=[kind]))
        header = self.customer.with_user(self.rep2).get_timeline_header()
        self.assertNotIn("contract.signed", [f["key"] for f in header["figures"]])

    def test_a_quotation_sent_is_one_mail(self):
        order = self._new_order()
        order.message_post(
            body="Our offer", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        [line] = [ln for ln in self._lines() if ln["text"] == "Our offer"]
        self.assertEqual((line["kind"], line["res_id"]), ("mail", order.id))
