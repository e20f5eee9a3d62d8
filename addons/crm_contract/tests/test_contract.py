from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ContractCase


@tagged("post_install", "-at_install")
class TestContract(ContractCase):
    """A contract is what its confirmed quotations say."""

    def test_an_approved_quotation_becomes_a_contract(self):
        order = self._approve(self._new_order())
        contract = self._new_contract(order)
        self.assertEqual(order.state, "sale")
        self.assertRegex(contract.name, r"^HT\d{4}-\d{4}$")
        self.assertEqual(contract.title, "West Gallery")
        self.assertEqual(contract.partner_id, self.customer)
        self.assertEqual(contract.order_ids, order)
        self.assertEqual(contract.lead_id, self.lead)
        self.assertEqual(contract.design_type_id.code, "interior")
        self.assertEqual(contract.site_address, "Wensan Road 90")
        self.assertEqual(contract.area, 320)
        self.assertEqual(contract.user_id, self.rep)
        self.assertEqual(contract.amount_total, 60000)
        self.assertEqual(contract.state, "draft")

    def test_without_an_approval_there_is_no_contract(self):
        order = self._new_order()
        with self.assertRaisesRegex(UserError, "needs an approval"):
            order.action_create_contract()
        self.assertFalse(order.contract_id)

    def test_a_quotation_has_one_contract(self):
        order = self._approve(self._new_order())
        contract = self._new_contract(order)
        with self.assertRaisesRegex(UserError, f"contract {contract.name}"):
            order.action_create_contract()

    def test_the_amounts_follow_the_confirmed_quotations(self):
        contract = self._new_contract()
        second = self._approve(self._new_order())
        second.sudo().contract_id = contract
        self.assertEqual(contract.amount_total, 60000)
        second.action_confirm()
        self.assertEqual(contract.amount_total, 120000)
        second._action_cancel()
        self.assertEqual(contract.amount_total, 60000)

    def test_a_quotation_changed_after_its_confirmation_is_approved_anew(self):
        contract = self._new_contract()
        order = contract.order_ids
        order.order_line.price_unit = 100
        self.assertEqual(order.approval_state, "voided")
        with self.assertRaisesRegex(UserError, "needs an approval"):
            contract.action_sign()
        self._approve(order)
        contract.action_sign()
        self.assertEqual(contract.amount_total, 30000)

    def test_signing_says_when_and_tells_the_people_concerned(self):
        contract = self._new_contract()
        contract.action_sign()
        self.assertEqual(contract.state, "signed")
        self.assertTrue(contract.date_signed)
        self.assertTrue(contract.order_ids.locked)
        event = self.env["crm.business.event"].search(
            [("kind", "=", "contract.signed"), ("res_id", "=", contract.id)]
        )
        self.assertEqual(event.audience_ids, self.rep | self.leader)
        self.assertEqual(event.partner_id, self.customer)

    def test_it_is_signed_once(self):
        contract = self._new_signed_contract()
        with self.assertRaisesRegex(UserError, f"{contract.name}.* is signed already"):
            contract.action_sign()

    def test_a_contract_without_an_amount_is_not_signed(self):
        contract = (
            self.env["crm.contract"]
            .with_user(self.rep)
            .create({"title": "Empty", "partner_id": self.customer.id})
        )
        with self.assertRaisesRegex(UserError, "no confirmed quotation behind it"):
            contract.action_sign()

    def test_what_follows_a_signature_runs_once_as_the_superuser(self):
        calls = []
        model = self.env.registry["crm.contract"]
        self.patch(model, "_on_signed", lambda contract: calls.append(contract.env.su))
        self._new_signed_contract()
        self.assertEqual(calls, [True])

    def test_an_end_before_the_start_is_refused(self):
        contract = self._new_contract()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            contract.write({"date_start": "2026-06-01", "date_end": "2026-05-01"})
            self.env.flush_all()

    def test_only_drafts_are_deleted(self):
        self._new_contract().unlink()
        contract = self._new_signed_contract()
        with self.assertRaisesRegex(UserError, "only drafts can be deleted"):
            contract.with_user(self.manager).unlink()

    def test_merged_opportunities_keep_their_contract(self):
        contract = self._new_contract()
        other = self.env["crm.lead"].create(
            {"name": "Same", "type": "opportunity", "user_id": self.rep.id}
        )
        merged = (self.lead | other).with_user(self.rep).merge_opportunity()
        self.assertEqual(contract.lead_id, merged)

    def test_a_colleague_makes_no_contract_of_it(self):
        order = self._approve(self._new_order())
        with self.assertRaises(AccessError):
            order.with_user(self.rep2).action_create_contract()
