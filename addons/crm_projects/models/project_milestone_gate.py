from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.assignment import share_out
from ..tools.workload import UNPLANNED_HOURS


class ProjectMilestone(models.Model):
    """The gate of a phase: what has to be there before it begins."""

    _inherit = "project.milestone"

    gate = fields.Selection(
        [
            ("free", "May begin at any time"),
            ("checks", "When its checklist is done"),
            (
                "previous",
                "When the phases before are reached and its checklist is done",
            ),
        ],
        required=True,
        default="free",
        help="Nothing of the phase is released to the client before it has begun.",
    )
    check_ids = fields.One2many(
        "project.milestone.check", "milestone_id", string="Entry Checklist", copy=True
    )
    gate_note = fields.Text(
        string="Missing to Begin",
        compute="_compute_gate_note",
        help="What keeps the phase from beginning; empty: nothing.",
    )

    @api.depends(
        "gate",
        "actual_start_date",
        "check_ids.is_done",
        "depend_on_ids",
        "sequence",
        "project_id.milestone_ids.is_reached",
    )
    def _compute_gate_note(self):
        for phase in self:
            phase.gate_note = "\n".join(phase._get_missing())

    def _get_missing(self):
        """Return what keeps the phase from beginning, in words.

        :rtype: list[str]
        """
        self.ensure_one()
        if self.actual_start_date or self.is_reached or self.gate == "free":
            return []
        missing = []
        if self.gate == "previous":
            missing = [
                self.env._("%(phase)s is not reached yet", phase=earlier.name)
                for earlier in self._get_earlier()
                if not earlier.is_reached
            ]
        return missing + [
            self.env._("not ticked off: %(check)s", check=check.name)
            for check in self.check_ids
            if not check.is_done
        ]

    def action_start(self):
        """Begin the phase, if its gate is open; share its work out.

        :raises UserError: says what is missing
        """
        self.check_access("write")
        for phase in self:
            phase._check_gate()
        self._start()
        return True

    def _check_gate(self):
        self.ensure_one()
        if self.project_id.is_template:
            raise UserError(
                self.env._(
                    "%(phase)s belongs to a template: phases of projects begin.",
                    phase=self.name,
                )
            )
        if missing := self._get_missing():
            raise UserError(
                self.env._(
                    "Phase %(phase)s cannot begin yet:\n%(missing)s",
                    phase=self.name,
                    missing="\n".join(f"- {line}" for line in missing),
                )
            )

    def _start(self):
        """Begin the phases that have not begun, and give their work to people."""
        fresh = self.filtered(lambda phase: not phase.actual_start_date)
        fresh.write({"actual_start_date": fields.Date.context_today(self)})
        fresh._share_work_out()
        for phase in fresh:
            # Designers begin phases and may not write the project.
            phase.project_id.sudo().message_post(
                body=self.env._("Phase %(phase)s has begun.", phase=phase.name)
            )

    def _share_work_out(self):
        """Give deliverables without a designer to those with their role.

        Of several the one whose time until the end of the phase is least taken, by the
        same rule as the workload.
        """
        open_work = self.deliverable_ids.filtered(
            lambda item: item.role_id and not item.user_id and not item.version_ids
        )
        people = self.project_id.member_ids.filtered("user_id")
        places = {}
        for member in people:
            key = (member.project_id, member.role_id)
            places.setdefault(key, []).append(member.user_id.id)
        last = max((day for day in self.mapped("deadline") if day), default=None)
        # The load counts, whether or not its projects may be read.
        works_sudo = self.env["project.workload"].sudo()
        busy = works_sudo._get_busy(people.user_id, last) if open_work else {}
        given = share_out(
            [
                (
                    item.id,
                    item.sudo().planned_hours or UNPLANNED_HOURS,
                    places.get((item.project_id, item.role_id), []),
                )
                for item in open_work
            ],
            {user_id: hours for user_id, (hours, _able) in busy.items()},
            {user_id: able for user_id, (_hours, able) in busy.items()},
        )
        for item in open_work.filtered(lambda item: item.id in given):
            item.user_id = given[item.id]

    def _begin_for_release(self):
        """Begin the phase of what goes out, or say why it cannot."""
        for phase in self.filtered(lambda phase: phase.phase_state == "planned"):
            phase._check_gate()
            phase._start()
