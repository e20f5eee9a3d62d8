from odoo.tests import new_test_user, tagged

from odoo.addons.crm_finance_link.tests.plan_machine import PlanMachine

from .common import SignOffDueCommon


@tagged("post_install", "-at_install")
class TestSignOffProperty(PlanMachine):
    """The same with a project: what the client signs is due, whenever it is planned."""

    acts = ("sign_off", "point") * 4 + ("set_back", "reach", "take_back")
    acts += ("add", "reduce", "terminate", "suspend", "resume", "night")
    acts += ("invoice", "pay") * 2 + ("credit", "reset_invoice", "cancel_payment")
    acts += ("pay", "refund", "unreconcile") * 2 + ("cancel_invoice",)

    make_project_template = classmethod(SignOffDueCommon.make_project_template.__func__)
    sign = SignOffDueCommon.sign

    @classmethod
    def get_default_groups(cls):
        manager = cls.env.ref("project.group_project_manager")
        return super().get_default_groups() | manager

    @classmethod
    def make_machine_contract(cls):
        company = cls.company_data["company"]
        options = {"company_id": company.id, "company_ids": [(6, 0, company.ids)]}
        cls.designer = new_test_user(
            cls.env, "machine_designer", "project.group_project_user", **options
        )
        cls.lead = new_test_user(
            cls.env, "machine_lead", "project.group_project_manager", **options
        )
        contract = cls.make_contract([(3, 333.37, 0)], sign=False)
        contract.project_template_id = cls.make_project_template()
        contract.action_sign()
        cls.project = contract.project_ids
        return contract

    def test_what_is_signed_is_due_and_the_plans_are_the_contract(self):
        self.run_examples()
        self.assertEqual(set(self.acts) - {act for act in +self.done}, set())

    def assert_all_true(self):
        result = super().assert_all_true()
        self._assert_signed_is_due()
        return result

    def _assert_signed_is_due(self):
        """What happened is due, unless finance or the project took it back."""
        reached = self.project.milestone_ids.filtered("is_reached").mapped("code")
        for line in self._lines():
            signed = line.deliverable_id.state == "signed_off"
            if line.trigger == "phase_reached":
                signed = line.trigger_code in reached
            if signed and not line.taken_back_count and line.state != "void":
                self.assertTrue(line.triggered_date, line.name)
                self.assertTrue(line.due_date)

    # -- the project -------------------------------------------------------------------

    def _sign_off(self, _amount, number):
        planned = self.project.deliverable_ids.filtered(lambda x: x.state == "planned")
        item = self._pick(planned, number)
        if item:
            self.sign(item.code)
        return item

    def _phases(self, is_reached):
        return self.project.with_user(self.lead).milestone_ids.filtered(
            lambda phase: phase.is_reached == is_reached
        )

    def _set_back(self, _amount, number):
        phase = self._pick(self._phases(True), number)
        phase.is_reached = False
        return phase

    def _reach(self, _amount, number):
        phase = self._pick(self._phases(False), number)
        if phase:
            phase._reach_despite("By word")
        return phase

    def _point(self, _amount, number):
        """The salesperson corrects what an instalment waits for."""
        waiting = self._lines().filtered(lambda line: line.state == "waiting")
        line = self._pick(waiting, number)
        codes = self.project.deliverable_ids.mapped("code")
        line.with_user(self.rep).write(
            {
                "trigger": "deliverable_signed_off",
                "trigger_code": codes[number % len(codes)],
            }
        )
        return line

    def _take_back(self, _amount, number):
        due = self._lines().filtered("triggered_date")
        line = self._pick(due, number)
        line.with_user(self.biller).action_take_back()
        return line
