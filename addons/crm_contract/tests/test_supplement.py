from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .supplement_common import SupplementCase


@tagged("post_install", "-at_install")
class TestSupplement(SupplementCase):
    """What is agreed later changes the total, never the contract."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._new_signed_contract()

    def test_it_is_numbered_after_its_contract_and_of_the_same_deal(self):
        first = self._draw_up(self.contract, 5000)
        second = self._draw_up(self.contract, -5000)
        name = self.contract.name
        self.assertEqual((first | second).mapped("name"), [f"{name}-S1", f"{name}-S2"])
        self.assertEqual(first.parent_id, self.contract)
        self.assertEqual(first.partner_id, self.customer)
        self.assertEqual(first.lead_id, self.lead)
        self.assertEqual(first.user_id, self.rep)
        self.assertEqual(first.order_ids.amount_total, 5000)
        self.assertEqual(second.order_ids.amount_total, -5000)
        self.assertEqual(first.order_ids.state, "draft")
        self.assertIn("The lobby", first.note)
        self.assertIn(first.name, str(self.contract.message_ids.mapped("body")))

    def test_a_number_is_not_given_twice(self):
        self._draw_up(self.contract, 5000).unlink()
        self.assertRegex(self._draw_up(self.contract, 5000).name, "-S2$")

    def test_its_quotation_takes_the_way_of_all_quotations(self):
        supplement = self._draw_up(self.contract, 5000)
        with self.assertRaisesRegex(UserError, "is not confirmed yet"):
            supplement.action_send()
        supplement.action_confirm_orders()
        self.assertEqual(supplement.order_ids.approval_state, "pending")
        with self.assertRaisesRegex(UserError, "waits for the approval"):
            supplement.action_confirm_orders()
        supplement.order_ids.with_user(self.manager).action_approve()
        supplement.action_confirm_orders()
        self.assertEqual(supplement.order_ids.state, "sale")
        self.assertEqual(supplement.amount_total, 5000)
        self.assertTrue(supplement.is_standard)

    def test_an_existing_quotation_can_stand_behind_it(self):
        order = self._new_priced_order(7000)
        order.action_confirm()
        supplement = self._draw_up(self.contract, order_id=order.id)
        self.assertEqual(order.contract_id, supplement)
        self.assertEqual(supplement.amount_total, 7000)
        # What changes is in no quotation, so somebody looks at the words.
        self.assertFalse(supplement.is_standard)

    def test_a_quotation_of_somebody_else_cannot_stand_behind_it(self):
        other = self.env["res.partner"].create({"name": "Other", "is_company": True})
        order = self._new_order(partner_id=other.id, opportunity_id=False)
        with self.assertRaisesRegex(UserError, "of the same customer"):
            self._draw_up(self.contract, order_id=order.id)
        taken = self.contract.order_ids
        with self.assertRaisesRegex(UserError, "without a contract"):
            self._draw_up(self.contract, order_id=taken.id)

    def test_signed_it_counts_in_the_total_and_the_contract_stays(self):
        self.assertEqual(self.contract.amount_with_supplements, 60000)
        supplement = self._confirm(self._draw_up(self.contract, 5000))
        self.assertEqual(self.contract.amount_with_supplements, 60000)
        supplement.action_sign()
        self.assertEqual(self.contract.amount_total, 60000)
        self.assertEqual(self.contract.amount_supplements, 5000)
        self.assertEqual(self.contract.amount_with_supplements, 65000)
        self._new_supplement(self.contract, -8000)
        self.assertEqual(self.contract.amount_with_supplements, 57000)
        self.assertIn("57,000", str(self.contract.message_ids[0].body))

    def test_it_makes_no_second_project_or_plan(self):
        calls = []
        model = self.env.registry["crm.contract"]
        self.patch(model, "_on_signed", lambda contract: calls.append(contract))
        supplement = self._new_supplement(self.contract, 5000)
        self.assertFalse(calls)
        events = self.env["crm.business.event"].search(
            [("res_model", "=", "crm.contract"), ("res_id", "=", supplement.id)]
        )
        # The customer's lifecycle follows contract.signed, once a contract.
        self.assertEqual(events.mapped("kind"), ["supplement.signed"])

    def test_a_change_of_dates_alone_needs_no_quotation_but_an_approval(self):
        supplement = self._draw_up(self.contract, date_end="2031-05-31")
        self.assertFalse(supplement.order_ids)
        self.assertFalse(supplement.is_standard)
        with self.assertRaisesRegex(UserError, "needs an approval"):
            supplement.action_send()
        self._approve_text(supplement)
        supplement.action_sign()
        self.assertEqual(str(self.contract.date_term_end), "2031-05-31")
        self.assertEqual(self.contract.amount_with_supplements, 60000)

    def test_its_text_says_both_totals_and_is_kept(self):
        supplement = self._confirm(self._draw_up(self.contract, -5000))
        supplement.action_send()
        html = supplement.sudo().document_id.html
        self.assertIn(self.contract.name, html)
        for figure in ("60,000.00", "55,000.00", "5,000.00"):
            self.assertIn(figure, html)
        self.assertNotIn("{{", html)

    def test_the_client_signs_it_in_the_portal(self):
        supplement = self._confirm(self._draw_up(self.contract, 5000))
        supplement.action_send()
        evidence = self._sign_as_client(supplement)
        self.assertTrue(evidence.is_intact)
        self.assertEqual(supplement.state, "signed")
        self.assertEqual(self.contract.amount_with_supplements, 65000)

    def test_one_is_out_at_a_time_because_its_text_says_the_total(self):
        first = self._confirm(self._draw_up(self.contract, 5000))
        second = self._confirm(self._draw_up(self.contract, 1000))
        first.action_send()
        with self.assertRaisesRegex(UserError, f"{first.name}.* is out"):
            second.action_send()
        with self.assertRaisesRegex(UserError, f"{first.name}.* is out"):
            second.action_sign()
        first.action_back_to_draft()
        second.action_sign()

    def test_only_what_is_in_force_is_supplemented(self):
        draft = self._new_contract(self._approve(self._new_order()))
        supplement = self._confirm(self._draw_up(self.contract, 5000))
        for record in (draft, supplement):
            with self.assertRaises(UserError):
                record.action_add_supplement()
        self.contract._change_state("suspend", "No permit")
        with self.assertRaisesRegex(UserError, "Suspended"):
            supplement.action_sign()
        self.contract._change_state("resume", "Permit came")
        supplement.action_sign()

    def test_it_goes_on_with_its_contract(self):
        before = self._new_supplement(self.contract, 5000)
        self.contract.action_start()
        after = self._new_supplement(self.contract, 1000)
        self.assertEqual((before | after).mapped("state"), ["running", "running"])
        with self.assertRaisesRegex(UserError, "goes with its contract"):
            before._change_state("suspend", "Why not")
        self.contract._change_state("close", "All done")
        self.assertEqual((before | after).mapped("state"), ["closed", "closed"])
        self.assertEqual(self.contract.amount_with_supplements, 66000)

    def test_terminated_it_counts_no_more(self):
        supplement = self._new_supplement(self.contract, 5000)
        with self.assertRaises(AccessError):
            supplement._change_state("terminate", "Not built")
        supplement.with_user(self.manager)._change_state("terminate", "Not built")
        self.assertEqual(self.contract.amount_with_supplements, 60000)
        self.assertEqual(self.contract.state, "signed")

    def test_the_total_does_not_fall_below_what_is_invoiced(self):
        self.patch(
            self.env.registry["crm.contract"], "_get_invoiced_amount", lambda _s: 58000
        )
        supplement = self._confirm(self._draw_up(self.contract, -5000))
        for attempt in (supplement.action_send, supplement.action_sign):
            with self.assertRaises(UserError) as caught:
                attempt()
            for figure in ("60,000.00", "55,000.00", "58,000.00", "3,000.00"):
                self.assertIn(figure, str(caught.exception))
        self._new_supplement(self.contract, -2000)
        self.assertEqual(self.contract.amount_with_supplements, 58000)

    def test_what_is_invoiced_is_what_odoo_says_of_the_orders(self):
        order = self.contract.sudo().order_ids
        self.assertEqual(self.contract.sudo()._get_invoiced_amount(), 0)
        line = order.order_line
        self.env.cache.set(line, line._fields["amount_invoiced"], 20000.0)
        order.invalidate_recordset(["amount_invoiced"])
        self.assertEqual(self.contract.sudo()._get_invoiced_amount(), 20000)

    def test_parent_and_number_are_written_by_nobody(self):
        other = self._new_contract(self._approve(self._new_order()))
        for values in ({"parent_id": self.contract.id}, {"supplement_number": 9}):
            with self.assertRaises(AccessError):
                other.write(values)
            with self.assertRaises(AccessError):
                other.create({"title": "X", "partner_id": self.customer.id, **values})
        sly = other.with_context(default_parent_id=self.contract.id)
        made = sly.create({"title": "X", "partner_id": self.customer.id})
        self.assertFalse(made.parent_id)

    def test_it_cannot_move_to_another_customer(self):
        supplement = self._draw_up(self.contract, 5000)
        other = self.env["res.partner"].create({"name": "Other", "is_company": True})
        with self.assertRaises(ValidationError):
            supplement.write({"partner_id": other.id, "signer_id": other.id})

    def test_a_signed_one_is_as_fixed_as_its_contract(self):
        supplement = self._new_supplement(self.contract, 5000)
        with self.assertRaisesRegex(UserError, "cannot change any more"):
            supplement.title = "Other"
        with self.assertRaisesRegex(UserError, "cannot change any more"):
            supplement.order_ids.order_line.price_unit = 1
        with self.assertRaisesRegex(UserError, "only drafts can be deleted"):
            supplement.with_user(self.manager).unlink()

    def test_a_colleague_has_nothing_to_do_with_it(self):
        supplement = self._draw_up(self.contract, 5000)
        theirs = supplement.with_user(self.rep2)
        for attempt in (
            lambda: theirs.read(["amount_total"]),
            lambda: theirs.action_confirm_orders(),
            lambda: self._draw_up(self.contract, 1, user=self.rep2),
        ):
            with self.assertRaises(AccessError):
                attempt()
        self.assertFalse(theirs.search([("id", "=", supplement.id)]))
        self.assertTrue(supplement.with_user(self.leader).name)

    def test_a_revised_quotation_stays_with_it(self):
        supplement = self._draw_up(self.contract, 5000)
        order = supplement.order_ids
        revision = order.browse(order.action_create_revision()["res_id"])
        self.assertEqual(revision.contract_id, supplement)
        revision.order_line.price_unit = 4000
        self._approve(revision).action_confirm()
        self.assertEqual(supplement.amount_total, 4000)

    def test_the_figures_of_the_customer_count_each_amount_once(self):
        self._new_supplement(self.contract, 5000)
        self.contract.action_start()
        figures = self.customer.with_user(self.manager)._customer_figures(self.customer)
        (signed,) = [one for one in figures if one.key == "contract.signed"]
        self.assertIn("65,000", signed.value)
        self.assertEqual(signed.detail, "1 contracts, 1 supplements")
        self.assertEqual(self.lead.contract_count, 1)

    def test_it_claims_no_site_of_its_own(self):
        supplement = self._draw_up(self.contract, 5000)
        self.assertFalse(supplement._conflict_values())
        self.assertTrue(self.contract._conflict_values())
