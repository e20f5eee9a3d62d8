from datetime import timedelta

from odoo.fields import Command
from odoo.tests import new_test_user

from .common import DeliverableCommon


class TimeCommon(DeliverableCommon):
    """The project of ``DeliverableCommon`` with employees, hours and costs.

    Role chart, beside that of ``DeliverableCommon``
    ------------------------------------------------
    designer  books his own hours, 100 an hour
    second    another designer, 200 an hour
    lead      project administrator: sees all hours, and costs
    clerk     finance, reads the books and no project
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.timesheet_group = cls.env.ref("hr_timesheet.group_hr_timesheet_user")
        cls.designer.group_ids = [Command.link(cls.timesheet_group.id)]
        groups = "project.group_project_user,hr_timesheet.group_hr_timesheet_user"
        cls.second = new_test_user(cls.env, "second", groups)
        cls.clerk = new_test_user(cls.env, "clerk", "account.group_account_readonly")
        cls.worker = cls.make_employee(cls.designer, 100)
        cls.other_worker = cls.make_employee(cls.second, 200)
        cls.today = cls.env.company._get_work_day()
        cls.yesterday = cls.today - timedelta(days=1)
        cls.first, cls.last = cls.project.milestone_ids.sorted("sequence")
        cls.project.budget_hours = 100

    @classmethod
    def make_employee(cls, user, cost=0.0):
        return cls.env["hr.employee"].create(
            {
                "name": user.name,
                "user_id": user.id,
                "company_id": cls.env.company.id,
                "hourly_cost": cost,
            }
        )

    def book(self, hours, user=None, **values):
        """Book hours on the concept as ``user``, the designer unless named."""
        if not values.keys() & {"deliverable_id", "phase_id", "project_id", "task_id"}:
            values["deliverable_id"] = self.concept.id
        lines = self.env["account.analytic.line"].with_user(user or self.designer)
        vals = {"unit_amount": hours, "date": self.today, "name": "Drawing", **values}
        return lines.create(vals)
