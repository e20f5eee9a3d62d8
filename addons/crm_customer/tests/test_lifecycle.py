from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import CustomerCase

START = datetime(2026, 3, 2, 1, 0)


@tagged("post_install", "-at_install")
class TestLifecycle(CustomerCase):
    """How customers move through their lifecycle, and what is kept of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(START))
        for user in (cls.rep, cls.rep2, cls.seller):
            user.group_ids |= cls.env.ref("base.group_partner_manager")
        cls.customer.user_id = cls.rep
        Partner = cls.env["res.partner"]
        Partner.search([("id", "!=", cls.customer.id)]).user_id = False

    def _stage(self, code):
        return self.env.ref(f"crm_customer.crm_lifecycle_stage_{code}")

    def _at(self, **delta):
        return self.startPatcher(freeze_time(START + timedelta(**delta)))

    def _happens(self, kind, key, partner=None):
        Event = self.env["crm.business.event"].with_user(self.rep)
        return Event._emit(
            kind, self.lead, kind, partner=partner or self.customer, key=key
        )

    def _night(self):
        return list(self.env["crm.lifecycle.stage"]._move_all())

    def _rows(self, customer=None):
        return (customer or self.customer).lifecycle_change_ids

    def test_events_lead_from_stage_to_stage(self):
        self._night()
        self.assertEqual(self.customer.lifecycle_stage_id, self._stage("potential"))
        for number, (kind, code) in enumerate(
            (
                ("registration.approved", "interested"),
                ("quotation.approved", "interested"),
                ("contract.signed", "customer"),
                ("contract.signed", "returning"),
                ("contract.signed", "returning"),
                ("deliverable.released", "returning"),
            )
        ):
            # What a contact of the customer causes is the customer's.
            self._happens(kind, f"k{number}", self.contact)
            self.assertEqual(self.customer.lifecycle_stage_id, self._stage(code), kind)
        self.assertFalse(self.contact.lifecycle_stage_id)

    def test_a_replayed_event_moves_nobody_twice(self):
        self.customer.lifecycle_stage_id = self._stage("interested")
        for _number in range(2):
            self._happens("contract.signed", "once")
        self.assertEqual(self.customer.lifecycle_stage_id, self._stage("customer"))

    def test_the_history_says_why_and_how_long(self):
        self._night()
        self._at(days=4)
        event = self._happens("registration.approved", "k")
        last, first = self._rows()
        self.assertEqual((first.kind, first.days), ("first", 0))
        self.assertEqual((last.kind, last.days, last.event_id), ("event", 4, event))
        self.assertEqual(last.user_id, self.rep)
        self.assertEqual(self.customer.lifecycle_since, START + timedelta(days=4))

    def test_an_idle_customer_becomes_dormant_and_then_lost(self):
        self.customer.lifecycle_stage_id = self._stage("customer")
        self._at(days=179)
        self._night()
        self.assertEqual(self.customer.lifecycle_stage_id, self._stage("customer"))
        self._at(days=181)
        self._night()
        self.assertEqual(self.customer.lifecycle_stage_id, self._stage("dormant"))
        self.assertEqual(
            (self._rows()[0].kind, round(self._rows()[0].days)), ("idle", 181)
        )
        self._night()
        self.assertEqual(len(self._rows()), 2, "a second night moves nobody")
        self._at(days=600)
        self._night()
        self.assertEqual(self.customer.lifecycle_stage_id, self._stage("lost"))

    def test_an_event_keeps_a_customer_awake(self):
        self.customer.lifecycle_stage_id = self._stage("customer")
        self._at(days=100)
        self._happens("payment.received", "k")
        self._at(days=200)
        self._night()
        self.assertEqual(self.customer.lifecycle_stage_id, self._stage("customer"))

    def test_who_has_a_history_does_not_begin_at_the_beginning(self):
        signed = self.env["res.partner"].create(
            {"name": "Old", "is_company": True, "user_id": self.rep.id}
        )
        self._happens("contract.signed", "old", signed)
        signed.sudo().write({"lifecycle_stage_id": False})
        self._night()
        self.assertEqual(signed.lifecycle_stage_id, self._stage("customer"))
        self.assertEqual(self.customer.lifecycle_stage_id, self._stage("potential"))

    def test_who_is_no_customer_has_no_stage(self):
        vendor = self.env["res.partner"].create({"name": "Paper Ltd"})
        self._night()
        self.assertFalse(vendor.lifecycle_stage_id)
        self.assertFalse(self.rep.partner_id.lifecycle_stage_id)

    def test_a_manual_change_keeps_its_reason(self):
        self._night()
        wizard = self.env["crm.lifecycle.move"].with_user(self.rep)
        wizard.create(
            {
                "partner_id": self.customer.id,
                "stage_id": self._stage("lost").id,
                "note": "Closed his business",
            }
        ).action_move()
        row = self._rows()[0]
        self.assertEqual((row.kind, row.note), ("manual", "Closed his business"))
        self.assertEqual(row.user_id, self.rep)

    def test_nobody_moves_a_customer_without_a_reason(self):
        self._night()
        customer = self.customer.with_user(self.rep)
        moved = customer._with_lifecycle_reason("manual", "  ")
        for attempt in (customer, moved):
            with self.assertRaisesRegex(UserError, "say why the stage"):
                attempt.lifecycle_stage_id = self._stage("dormant")
        with self.assertRaisesRegex(UserError, "say why the stage"):
            customer.with_context(crm_lifecycle_reason={"note": "x"}).write(
                {"lifecycle_stage_id": self._stage("dormant").id}
            )
        self.assertEqual(self.customer.lifecycle_stage_id, self._stage("potential"))
        self.assertEqual(len(self._rows()), 1)
        customer.lifecycle_stage_id = self._stage("potential")  # no change, no reason

    def test_a_colleague_moves_nobody_else_s_customer(self):
        with self.assertRaisesRegex(AccessError, "is a customer of Li Na"):
            self.customer.with_user(self.rep2).lifecycle_stage_id = self._stage("lost")
        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(self.rep2).create(
                {
                    "name": "New",
                    "user_id": self.rep.id,
                    "lifecycle_stage_id": self._stage("lost").id,
                }
            )
        with self.assertRaises(AccessError):
            self.customer.with_user(self.rep).lifecycle_since = START

    def test_a_rep_reads_the_history_of_his_customers(self):
        self._night()
        Change = self.env["crm.lifecycle.change"]
        rows = [("partner_id", "=", self.customer.id)]
        self.assertTrue(Change.with_user(self.rep).search(rows))
        self.assertFalse(Change.with_user(self.rep2).search(rows))
        self.assertTrue(Change.with_user(self.seller).search(rows))

    def test_nobody_changes_the_history(self):
        self._night()
        with self.assertRaisesRegex(UserError, "neither changed nor deleted"):
            self._rows().note = "x"
        with self.assertRaisesRegex(UserError, "neither changed nor deleted"):
            self._rows().unlink()

    def test_managers_configure_stages_and_are_told_what_is_wrong(self):
        manager = new_test_user(
            self.env, "cus_manager", "sales_team.group_sale_manager"
        )
        stage = self._stage("customer")
        with self.assertRaises(AccessError):
            stage.with_user(self.rep).strategy = "x"
        stage.with_user(manager).event_kinds = "contract.signed, order.won"
        self.customer.lifecycle_stage_id = self._stage("interested")
        self._happens("order.won", "k")
        self.assertEqual(self.customer.lifecycle_stage_id, stage)
        with self.assertRaisesRegex(ValidationError, "“Signed” is no code"):
            stage.event_kinds = "Signed"
        with self.assertRaisesRegex(ValidationError, "from which stages"):
            self._stage("potential").idle_days = 5

    def test_a_night_costs_the_same_at_ten_times_the_customers(self):
        def night_of(number):
            self.env["res.partner"].create(
                [
                    {"name": f"C {n}", "is_company": True, "user_id": self.rep.id}
                    for n in range(number)
                ]
            )
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self._night()
            return self.env.cr.sql_log_count - before

        night_of(1)
        self.assertEqual(night_of(50), night_of(5))

    def test_a_change_is_a_line_of_the_timeline(self):
        self._night()
        page = self.customer.with_user(self.rep).get_timeline(kinds=["lifecycle"])
        [line] = page["lines"]
        self.assertEqual(line["label"], "Lifecycle · Potential")
