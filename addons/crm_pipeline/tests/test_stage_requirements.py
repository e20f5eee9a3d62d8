from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import PipelineCase


@tagged("post_install", "-at_install")
class TestStageRequirements(PipelineCase):
    """What a stage asks for is asked by button, drag and RPC alike."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.stage"].search([]).sequence = 50
        cls.first, cls.second, cls.third = cls.env["crm.stage"].create(
            [{"name": name, "sequence": at} for at, name in enumerate("ABC", start=1)]
        )
        cls.brief = cls.env.ref("crm_pipeline.crm_document_kind_brief")

    def _field(self, name):
        return self.env["ir.model.fields"]._get("crm.lead", name)

    def _lead(self, name="Gallery", user=None, **values):
        return (
            self.env["crm.lead"]
            .with_user(user or self.rep)
            .create(
                {
                    "name": name,
                    "type": "opportunity",
                    "stage_id": self.first.id,
                    **values,
                }
            )
        )

    def _document(self, lead, raw=b"brief"):
        file = lead.env["ir.attachment"].create({"name": "brief.pdf", "raw": raw})
        return lead.env["crm.lead.document"].create(
            {
                "lead_id": lead.id,
                "kind_id": self.brief.id,
                "attachment_ids": [(6, 0, file.ids)],
            }
        )

    def test_fields_and_documents_are_asked_for_in_one_message(self):
        self.second.required_field_ids = self._field("site_address") | self._field(
            "expected_revenue"
        )
        self.second.required_document_kind_ids = self.brief
        lead = self._lead()
        with self.assertRaisesRegex(UserError, "Gallery.*cannot go to B") as caught:
            lead.stage_id = self.second
        for words in (
            "Site Address",
            "Expected Revenue",
            "Design Brief",
            "Fill that in",
        ):
            self.assertIn(words, str(caught.exception))
        lead.write({"site_address": "文三路90号", "expected_revenue": 5})
        self._document(lead)
        lead.stage_id = self.second
        self.assertEqual(lead.stage_id, self.second)

    def test_what_is_filled_in_by_the_same_write_counts(self):
        self.second.required_field_ids = self._field("site_address")
        lead = self._lead()
        lead.write({"stage_id": self.second.id, "site_address": "文三路90号"})
        self.assertEqual(lead.stage_id, self.second)

    def test_a_stage_jumped_over_asks_too(self):
        self.second.required_field_ids = self._field("site_address")
        lead = self._lead()
        with self.assertRaisesRegex(UserError, "Site Address"):
            lead.stage_id = self.third

    def test_a_new_opportunity_begins_in_no_stage_it_may_not_enter(self):
        self.second.required_field_ids = self._field("site_address")
        with self.assertRaisesRegex(UserError, "Site Address"):
            self._lead(stage_id=self.second.id)

    def test_going_back_is_asked_for_nothing(self):
        lead = self._lead(stage_id=self.second.id)
        self.first.required_field_ids = self._field("site_address")
        self.second.write({"exit_domain": "[('area', '>', 0)]", "exit_message": "Area"})
        lead.stage_id = self.first
        self.assertEqual(lead.stage_id, self.first)

    def test_the_check_before_leaving_says_what_to_do(self):
        self.first.write(
            {
                "exit_domain": "[('area', '>', 0)]",
                "exit_message": "Measure the site first",
            }
        )
        lead = self._lead()
        with self.assertRaisesRegex(UserError, "Measure the site first"):
            lead.stage_id = self.second
        lead.area = 100
        lead.stage_id = self.second

    def test_many_at_once_are_named_in_one_message(self):
        self.second.required_field_ids = self._field("site_address")
        leads = self.env["crm.lead"].with_user(self.rep)
        for number in range(7):
            leads |= self._lead(f"Hall {number}")
        with self.assertRaisesRegex(UserError, "Hall 0") as caught:
            leads.stage_id = self.second
        self.assertIn("and 2 more", str(caught.exception))

    def test_winning_by_the_button_is_asked_as_well(self):
        won = self.env["crm.stage"].create(
            {
                "name": "Won",
                "sequence": 60,
                "is_won": True,
                "required_field_ids": [(6, 0, self._field("site_address").ids)],
            }
        )
        self.env["crm.stage"].search(
            [("is_won", "=", True), ("id", "!=", won.id)]
        ).is_won = False
        with self.assertRaisesRegex(UserError, "Site Address"):
            self._lead().action_set_won()

    def test_leads_are_not_asked_before_they_are_opportunities(self):
        self.second.required_field_ids = self._field("site_address")
        lead = self._lead(type="lead")
        lead.stage_id = self.second
        self.assertEqual(lead.stage_id, self.second)

    def test_the_form_says_what_is_missing_for_the_next_stage(self):
        self.second.required_field_ids = self._field("site_address")
        lead = self._lead()
        self.assertEqual(lead.missing_text, "Site Address")
        lead.site_address = "文三路90号"
        lead.invalidate_recordset(["missing_text"])
        self.assertFalse(lead.missing_text)

    def test_a_check_that_is_none_is_refused(self):
        for values, sentence in (
            (
                {"exit_domain": "[('no_such', '=', 1)]", "exit_message": "x"},
                "not valid",
            ),
            ({"exit_domain": "nonsense(", "exit_message": "x"}, "not valid"),
            (
                {"exit_domain": "[('area', '>', 0)]", "exit_message": " "},
                "say what to do",
            ),
        ):
            with (
                self.subTest(values),
                self.assertRaisesRegex(ValidationError, sentence),
            ):
                self.first.write(values)
        with self.assertRaisesRegex(ValidationError, "no stored field"):
            self.first.required_field_ids = self.env["ir.model.fields"]._get(
                "res.partner", "name"
            )

    def test_documents_follow_the_access_of_the_opportunity(self):
        lead = self._lead()
        document = self._document(lead)
        self.env.invalidate_all()
        self.assertTrue(document.with_user(self.manager).attachment_ids.raw)
        with self.assertRaises(AccessError):
            document.with_user(self.rep2).read(["note"])
        with self.assertRaises(AccessError):
            document.attachment_ids.with_user(self.rep2).read(["raw"])
        with self.assertRaises(AccessError):
            self._document(lead.with_user(self.rep2))

    # -- the ledger ----------------------------------------------------------------

    def test_each_move_is_a_row_with_its_days(self):
        lead = self._lead()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET date_last_stage_update = "
            "date_last_stage_update - interval '3 days' WHERE id = %s",
            [lead.id],
        )
        lead.invalidate_recordset()
        lead.stage_id = self.second
        row = lead.stage_change_ids
        self.assertEqual((row.old_stage_id, row.stage_id), (self.first, self.second))
        self.assertAlmostEqual(row.days, 3, delta=0.1)
        self.assertEqual((row.owner_id, row.user_id), (self.rep, self.rep))
        lead.stage_id = self.second
        self.assertEqual(len(lead.stage_change_ids), 1)

    def test_the_ledger_is_not_written(self):
        lead = self._lead()
        lead.stage_id = self.second
        row = lead.stage_change_ids
        for user in (self.rep, self.manager):
            for operation in ("write", "create", "unlink"):
                self.assertFalse(row.with_user(user).has_access(operation))
        with self.assertRaisesRegex(UserError, "is a ledger"):
            row.sudo().days = 1
        self.assertFalse(row.with_user(self.rep2).has_access("read"))

    def test_ten_times_the_moves_cost_the_same(self):
        few = self.env["crm.lead"].create(
            [
                {"name": str(n), "type": "opportunity", "stage_id": self.first.id}
                for n in range(4)
            ]
        )
        many = self.env["crm.lead"].create(
            [
                {"name": str(n), "type": "opportunity", "stage_id": self.first.id}
                for n in range(40)
            ]
        )

        def move(leads):
            leads.with_user(self.manager)._record_stages(
                {
                    lead.id: (self.first.id, lead.date_last_stage_update)
                    for lead in leads
                }
            )
            self.env.flush_all()

        self._queries(move, few)
        self.assertEqual(self._queries(move, many), self._queries(move, few))
        check = dict.fromkeys((few | many).ids, self.first.id)
        self.second.required_field_ids = self._field("name")
        (few | many).stage_id = self.second
        self._queries(few._check_stages, check)
        self.assertEqual(
            self._queries(many._check_stages, check),
            self._queries(few._check_stages, check),
        )

    # -- lost ----------------------------------------------------------------------

    def test_an_opportunity_is_lost_with_a_reason_only(self):
        lead = self._lead()
        for lose in (
            lead.action_set_lost,
            lambda: lead.write({"active": False, "probability": 0}),
        ):
            with self.assertRaisesRegex(UserError, "lost without a reason"):
                lose()
        reason = self.env["crm.lost.reason"].create({"name": "Too expensive"})
        rival = self.env["crm.competitor"].create({"name": "Rival"})
        dialog = Form(
            self.env["crm.lead.lost"]
            .with_user(self.rep)
            .with_context(default_lead_ids=lead.ids)
        )
        dialog.lost_reason_id = reason
        dialog.lost_to_id = rival
        dialog.save().action_lost_reason_apply()
        self.assertEqual((lead.won_status, lead.lost_to_id), ("lost", rival))
        self.assertEqual(rival.with_user(self.rep).lost_count, 1)
        self.assertEqual(rival.with_user(self.rep2).lost_count, 0)
