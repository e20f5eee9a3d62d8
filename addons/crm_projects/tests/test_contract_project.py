from datetime import date

from odoo.exceptions import UserError

from .common import DeliverableCommon


class TestContractProject(DeliverableCommon):
    def test_a_signed_contract_makes_its_project_from_the_template(self):
        self.assertEqual(len(self.project), 1)
        self.assertEqual(self.project.name, "Hall for client Ltd")
        self.assertEqual(self.project.partner_id, self.customer)
        self.assertEqual(self.project.user_id, self.lead)
        self.assertFalse(self.project.is_template)
        self.assertEqual(
            self.project.milestone_ids.sorted("sequence").mapped("code"),
            ["concept", "construction"],
        )
        self.assertEqual(
            set(self.project.deliverable_ids.mapped("code")),
            {"concept", "render", "construction"},
        )

    def test_phases_follow_one_another_from_the_start_of_the_contract(self):
        phases = self.project.milestone_ids.sorted("sequence")
        self.assertEqual(
            [(phase.planned_start_date, phase.deadline) for phase in phases],
            [
                # 1 March is a Sunday; Qingming takes 6 April.
                (date(2026, 3, 2), date(2026, 3, 13)),
                (date(2026, 3, 16), date(2026, 4, 13)),
            ],
        )
        self.assertEqual(self.project.date_start, date(2026, 3, 2))
        self.assertEqual(self.project.date, date(2026, 4, 13))
        self.assertEqual(self.concept.deadline, date(2026, 3, 13))

    def test_the_template_keeps_its_own_deliverables(self):
        self.assertEqual(len(self.template.deliverable_ids), 3)
        self.assertFalse(self.template.deliverable_ids & self.project.deliverable_ids)
        self.assertFalse(self.template.contract_id)

    def test_signing_twice_makes_one_project(self):
        self.contract.sudo()._on_signed()
        self.contract._create_design_project()
        self.assertEqual(self.contract.project_ids, self.project)

    def test_an_archived_project_is_not_made_again(self):
        self.project.active = False
        self.assertEqual(self.contract._create_design_project(), self.project)

    def test_a_rep_without_project_rights_gets_the_project(self):
        contract = self.make_contract(self.other_customer)
        contract.user_id = self.rep
        contract.with_user(self.rep).action_sign()
        self.assertEqual(contract.project_count, 1)

    def test_without_a_template_the_contract_is_signed_and_says_so(self):
        contract = self.make_contract(self.other_customer)
        contract.project_template_id = False
        contract.action_sign()
        self.assertEqual(contract.state, "signed")
        self.assertFalse(contract.project_ids)
        self.assertIn("No project was made", str(contract.message_ids.mapped("body")))
        contract.project_template_id = self.template
        contract.action_create_project()
        self.assertEqual(contract.project_count, 1)

    def test_a_draft_contract_gets_no_project_by_the_button(self):
        contract = self.make_contract(self.other_customer)
        with self.assertRaisesRegex(UserError, "not signed"):
            contract.action_create_project()

    def test_the_shipped_templates_serve_every_design_type_but_unknown_ones(self):
        types = self.env.ref("crm_pipeline.crm_design_type_interior")
        types |= self.env.ref("crm_pipeline.crm_design_type_architecture")
        types |= self.env.ref("crm_pipeline.crm_design_type_landscape")
        types |= self.env.ref("crm_pipeline.crm_design_type_housing")
        for design_type in types:
            contract = self.make_contract(self.other_customer)
            contract.design_type_id = design_type
            template = contract.project_template_id
            self.assertEqual(template.design_type_id, design_type)
            self.assertEqual(sum(template.milestone_ids.mapped("weight")), 100)
            self.assertIn("construction", template.deliverable_ids.mapped("code"))
