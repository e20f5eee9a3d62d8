from odoo import models
from odoo.fields import Command, Domain

from odoo.addons.project.models.project_task import CLOSED_STATES

from ..tools.assignment import share_out
from ..tools.workload import UNPLANNED_HOURS


class ProjectMilestone(models.Model):
    """The work of a phase goes to the people of its roles when the phase begins."""

    _inherit = "project.milestone"

    def _share_work_out(self):
        """Give deliverables and tasks without anybody to those with their role.

        Of several the one whose time until the end of the phase is least taken, by the
        same rule as the workload.
        """
        items, tasks = self._get_open_deliverables(), self._get_open_tasks()
        if not items and not tasks:
            return
        works = [(item, item.sudo().planned_hours, item.role_id) for item in items]
        works += [(task, task.allocated_hours, task.assign_role_ids) for task in tasks]
        given = self._choose_people(works)
        for item in items.filtered(lambda item: item in given):
            item.user_id = given[item]
        for task in tasks.filtered(lambda task: task in given):
            task.user_ids = [Command.set([given[task]])]

    def _choose_people(self, works):
        """Return ``{work: user id}`` for rows of work, hours and roles."""
        people = self.project_id.member_ids.filtered("user_id")
        places = {}
        for member in people:
            key = (member.project_id, member.role_id)
            places.setdefault(key, []).append(member.user_id.id)
        last = max((day for day in self.mapped("deadline") if day), default=None)
        # The load counts, whether or not its projects may be read.
        works_sudo = self.env["project.workload"].sudo()
        busy = works_sudo._get_busy(people.user_id, last)
        rows = [
            (
                work,
                hours or UNPLANNED_HOURS,
                sum((places.get((work.project_id, role), []) for role in roles), []),
            )
            for work, hours, roles in works
        ]
        return share_out(
            rows,
            {user_id: hours for user_id, (hours, _able) in busy.items()},
            {user_id: able for user_id, (_hours, able) in busy.items()},
        )

    def _get_open_deliverables(self):
        return self.deliverable_ids.filtered(
            lambda item: item.role_id and not item.user_id and not item.version_ids
        )

    def _get_open_tasks(self):
        """Return the tasks that wait for somebody of their roles.

        Those without a phase go with the first phase that begins.
        """
        domain = Domain("milestone_id", "in", self.ids) | (
            Domain("milestone_id", "=", False)
            & Domain("project_id", "in", self.project_id.ids)
        )
        domain &= Domain("assign_role_ids", "!=", False)
        domain &= Domain("user_ids", "=", False)
        domain &= Domain("state", "not in", list(CLOSED_STATES))
        return self.env["project.task"].search(domain, order="sequence, id")
