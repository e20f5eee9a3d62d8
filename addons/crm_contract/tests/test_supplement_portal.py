from odoo.tests import HttpCase, new_test_user, tagged

from .common import OWN
from .supplement_common import SupplementCase


@tagged("post_install", "-at_install")
class TestSupplementPortal(SupplementCase, HttpCase):
    """Who sees a supplement by its address, and who does not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._new_signed_contract()
        cls.supplement = cls._confirm(cls._draw_up(cls.contract, 5000))
        cls.supplement.action_send()
        cls.token = cls.supplement.sudo().access_token

    def _page(self, record, suffix="", token=""):
        query = f"?access_token={token}" if token else ""
        return self.url_open(f"/my/contracts/{record.id}{suffix}{query}")

    def _shows(self, answer, text):
        return answer.status_code == 200 and text in answer.text

    def test_the_client_sees_what_was_sent_and_both_totals(self):
        self.authenticate("con_client", "con_client")
        page = self._page(self.contract)
        self.assertTrue(self._shows(page, self.supplement.name))
        self.assertIn("60,000.00", page.text)
        self.supplement.action_back_to_draft()
        self.assertFalse(self._shows(self._page(self.contract), self.supplement.name))
        self.supplement.action_send()
        self.supplement.action_sign()
        self.assertTrue(self._shows(self._page(self.contract), "65,000.00"))

    def test_its_link_opens_it_and_nothing_else(self):
        self.authenticate(None, None)
        page = self._page(self.supplement, token=self.token)
        self.assertTrue(self._shows(page, self.supplement.name))
        self.assertIn(self.contract.name, page.text)
        self.assertNotIn(f"/my/contracts/{self.contract.id}", page.text)
        other = self._page(self.contract, token=self.token)
        self.assertFalse(self._shows(other, "60,000.00"))

    def test_other_clients_and_colleagues_open_nothing(self):
        stranger = new_test_user(self.env, "con_stranger", "base.group_portal")
        stranger.partner_id.parent_id = self.env["res.partner"].create(
            {"name": "Stranger", "is_company": True}
        )
        self.authenticate("con_stranger", "con_stranger")
        self.assertFalse(self._shows(self._page(self.supplement), self.supplement.name))
        self.assertEqual(self._page(self.supplement, "/document").status_code, 404)
        new_test_user(self.env, "con_colleague", OWN)
        self.authenticate("con_colleague", "con_colleague")
        self.assertFalse(self._shows(self._page(self.supplement), self.supplement.name))
        for suffix in ("/preview", "/document"):
            self.assertEqual(self._page(self.supplement, suffix).status_code, 404)
