from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tests.common import JsonRpcException

from .common import OWN

# One white pixel.
SIGNATURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sA"
    "AAAASUVORK5CYII="
)


@tagged("post_install", "-at_install")
class TestQuotationPortal(HttpCase):
    """The client's old link leads to what holds now, and to nothing else."""

    def setUp(self):
        super().setUp()
        self.env = self.env(
            context={**self.env.context, "no_reset_password": True, "lang": "en_US"}
        )
        self.rep = new_test_user(self.env, "portal_rep", OWN, name="The Rep")
        self.customer = self.env["res.partner"].create({"name": "The Client"})
        self.product = self.env["product.product"].create(
            {"name": "Fee", "type": "service", "taxes_id": []}
        )
        self.old = (
            self.env["sale.order"]
            .with_user(self.rep)
            .create(
                {
                    "partner_id": self.customer.id,
                    "require_signature": True,
                    "order_line": [
                        Command.create(
                            {"product_id": self.product.id, "price_unit": 100}
                        )
                    ],
                }
            )
        )
        self.old.action_quotation_sent()
        self.link = self.old.get_portal_url()

    def _revise(self, order, is_sent=True):
        revision = order.browse(order.action_create_revision()["res_id"])
        revision.order_line.price_unit = 77777
        if is_sent:
            revision.action_quotation_sent()
        return revision

    def _rpc(self, path, **params):
        return self.make_jsonrpc_request(path, params)

    def test_the_current_one_is_shown_as_ever(self):
        page = self.url_open(self.link)
        self.assertIn(self.old.name, page.text)
        self.assertNotIn("o_crm_replaced", page.text)
        self.assertNotIn("o_crm_arrival", page.text)

    def test_the_old_link_leads_to_the_sent_revision(self):
        newest = self._revise(self._revise(self.old))
        page = self.url_open(self.link)
        self.assertIn(f"/my/orders/{newest.id}", page.url)
        self.assertIn(newest.access_token, page.url)
        self.assertIn("o_crm_arrival", page.text)
        self.assertIn(f"Your link was to {self.old.name}", page.text)
        self.assertIn("77,777", page.text)

    def test_a_draft_is_not_shown_but_said(self):
        draft = self._revise(self.old, is_sent=False)
        page = self.url_open(self.link)
        self.assertIn(f"/my/orders/{self.old.id}", page.url)
        self.assertIn("a new version is being prepared", page.text)
        self.assertNotIn("77,777", page.text)
        self.assertNotIn(draft.name, page.text)
        self.assertNotIn(draft._portal_ensure_token(), page.text)
        self.assertNotIn("has been cancelled", page.text)

    def test_a_revision_for_another_customer_is_not_shown(self):
        newest = self._revise(self.old, is_sent=False)
        newest.partner_id = self.env["res.partner"].create({"name": "Somebody Else"})
        newest.action_quotation_sent()
        page = self.url_open(self.link)
        self.assertIn("does not hold any more", page.text)
        self.assertNotIn("77,777", page.text)
        self.assertNotIn(newest.name, page.text)

    def test_a_wrong_link_leads_nowhere(self):
        newest = self._revise(self.old)
        page = self.url_open(f"/my/orders/{self.old.id}?access_token=guess")
        self.assertNotIn(newest._portal_ensure_token(), page.url)
        self.assertNotIn("77,777", page.text)

    def test_a_replaced_one_is_not_signed(self):
        newest = self._revise(self.old)
        path = f"/my/orders/{self.old.id}/accept"
        params = {"access_token": self.old.access_token, "name": "Zhao"}
        params["signature"] = SIGNATURE
        answer = self._rpc(path, **params)
        self.assertIn(f"replaced by {newest.name}", answer["error"])
        # even if somebody opens it again
        self.old.sudo().state = "sent"
        self.assertFalse(self.old._has_to_be_signed())
        self.assertIn("replaced", self._rpc(path, **params)["error"])
        self.old.invalidate_recordset()
        self.assertFalse(self.old.signed_by)

    def test_a_replaced_one_is_not_paid(self):
        self._revise(self.old)
        self.old.sudo().write({"state": "sent", "require_payment": True})
        self.assertFalse(self.old._has_to_be_paid())
        with (
            self.assertLogs("odoo.http", "WARNING") as log,
            self.assertRaisesRegex(JsonRpcException, "ValidationError"),
        ):
            self._rpc(
                f"/my/orders/{self.old.id}/transaction",
                access_token=self.old.access_token,
            )
        self.assertIn("replaced by", log.output[0])

    def test_the_new_one_is_signed(self):
        newest = self._revise(self.old)
        answer = self._rpc(
            f"/my/orders/{newest.id}/accept",
            access_token=newest._portal_ensure_token(),
            name="Zhao",
            signature=SIGNATURE,
        )
        self.assertTrue(answer.get("force_refresh"), answer)
        newest.invalidate_recordset()
        self.assertEqual(newest.state, "sale")
