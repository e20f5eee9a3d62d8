from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user

from .common import DeliverableCommon


class TestDesignProject(DeliverableCommon):
    """The design project: what it is about, its team, who sees it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.outsider = new_test_user(cls.env, "outsider", "project.group_project_user")
        cls.other_rep = new_test_user(
            cls.env, "other_rep", "sales_team.group_sale_salesman"
        )
        cls.template.privacy_visibility = "followers"
        cls.lead_role = cls.env.ref("crm_projects.project_role_lead")
        cls.drawer = cls.env.ref("crm_projects.project_role_construction")
        cls.template.member_ids = [
            Command.create({"role_id": cls.lead_role.id}),
            Command.create({"role_id": cls.drawer.id, "hours": 80}),
        ]
        cls.contract = cls.make_contract(cls.customer)
        cls.contract.write({"area": 1200, "design_grade": "2"})
        cls.contract.with_user(cls.rep).action_sign()
        cls.project = cls.contract.sudo().project_ids
        cls.concept = cls.deliverable("concept")

    def _sees(self, user, record=None):
        record = record or self.project
        return bool(
            self.env[record._name].with_user(user).search([("id", "=", record.id)])
        )

    def test_the_project_says_what_the_contract_says(self):
        project = self.project.with_user(self.lead)
        self.assertEqual(project.area, 1200)
        self.assertEqual(project.grade, "2")
        self.assertEqual(project.budget_fee, self.contract.amount_untaxed)
        self.assertEqual(project.registration_id, self.contract.registration_id)

    def test_the_team_of_the_template_comes_along_and_the_lead_has_his_place(self):
        members = self.project.member_ids
        self.assertEqual(members.mapped("duty"), ["lead", "design"])
        self.assertEqual(members[0].user_id, self.lead)
        self.assertFalse(members[1].user_id)
        self.assertEqual(members[1].hours, 80)
        self.assertEqual(self.template.member_ids.user_id, self.env["res.users"])

    def test_a_designer_sees_the_projects_he_is_in(self):
        for record in (
            self.project,
            self.concept,
            self.project.milestone_ids[0],
            self.project.member_ids[0],
        ):
            self.assertFalse(self._sees(self.outsider, record), record)
        member = self.project.member_ids[1]
        member.with_user(self.lead).user_id = self.outsider
        for record in (self.project, self.concept, member):
            self.assertTrue(self._sees(self.outsider, record), record)
        member.with_user(self.lead).user_id = False
        self.assertFalse(self._sees(self.outsider))

    def test_who_draws_a_deliverable_sees_its_project(self):
        self.concept.with_user(self.lead).user_id = self.outsider
        self.assertTrue(self._sees(self.outsider))
        self.concept.with_user(self.lead).user_id = self.designer
        self.assertFalse(self._sees(self.outsider))

    def test_sales_sees_progress_of_own_contracts_and_no_hours(self):
        project = self.project.with_user(self.rep)
        self.assertEqual(project.design_progress, 0)
        self.assertEqual(project.budget_fee, self.contract.amount_untaxed)
        with self.assertRaises(AccessError):
            project.read(["budget_hours"])
        self.assertTrue(self._sees(self.rep, self.concept))
        self.assertFalse(self._sees(self.other_rep))
        self.assertFalse(self._sees(self.other_rep, self.concept))
        with self.assertRaises(AccessError):
            project.write({"name": "x"})

    def test_designers_see_hours_and_no_fee(self):
        project = self.project.with_user(self.outsider)
        self.project.member_ids[1].user_id = self.outsider
        self.assertEqual(project.read(["budget_hours"])[0]["budget_hours"], 0)
        with self.assertRaises(AccessError):
            project.read(["budget_fee"])
        with self.assertRaises(AccessError):
            project.milestone_ids[:1].read(["fee_amount"])

    def test_only_the_lead_names_the_team(self):
        member = self.project.member_ids[1]
        member.user_id = self.outsider
        with self.assertRaises(AccessError):
            member.with_user(self.outsider).user_id = self.lead
        with self.assertRaises(AccessError):
            self.env["project.member"].with_user(self.outsider).create(
                {"project_id": self.project.id, "role_id": self.drawer.id}
            )
        leader = new_test_user(self.env, "leader", "project.group_project_user")
        self.project.user_id = leader
        member.with_user(leader).user_id = self.designer
        self.assertTrue(self._sees(self.designer))
        self.assertFalse(self._sees(self.outsider))

    def test_a_template_for_the_grade_goes_before_one_for_all(self):
        graded = self.template.copy({"name": "Grade III", "grade": "3"})
        self.assertTrue(graded.is_template)
        contract = self.make_contract(self.other_customer)
        self.assertEqual(contract.project_template_id, self.template)
        contract.design_grade = "3"
        self.assertEqual(contract.project_template_id, graded)
        contract.design_grade = "1"
        self.assertEqual(contract.project_template_id, self.template)

    def test_the_fee_is_shared_by_the_phases_and_no_more_than_all_of_it(self):
        concept, construction = self.project.milestone_ids.sorted("sequence")
        (concept | construction).write({"fee_percent": 50})
        self.assertEqual(
            concept.with_user(self.lead).fee_amount, self.contract.amount_untaxed / 2
        )
        with self.assertRaisesRegex(ValidationError, "more than all of it"):
            construction.fee_percent = 60

    def test_every_shipped_template_is_whole(self):
        templates = self.env["project.project"].search(
            [("is_template", "=", True), ("id", "!=", self.template.id)]
        )
        shipped = templates.filtered(lambda item: item.get_external_id()[item.id])
        self.assertGreaterEqual(len(shipped), 12)
        for template in shipped:
            with self.subTest(template=template.name):
                phases = template.milestone_ids
                self.assertEqual(sum(phases.mapped("weight")), 100)
                self.assertEqual(sum(phases.mapped("fee_percent")), 100)
                self.assertEqual(template.privacy_visibility, "followers")
                self.assertTrue(all(phase.check_ids for phase in phases))
                self.assertTrue(all(phases.deliverable_ids.mapped("role_id")))
                self.assertLessEqual(
                    {"lead", "proofread", "check", "approve"},
                    set(template.member_ids.mapped("duty")),
                )
