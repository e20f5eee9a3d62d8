from odoo import api, fields, models
from odoo.exceptions import UserError


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
        self._check_is_real()
        if missing := self._get_missing():
            raise UserError(
                self.env._(
                    "Phase %(phase)s cannot begin yet:\n%(missing)s",
                    phase=self.name,
                    missing="\n".join(f"- {line}" for line in missing),
                )
            )

    def _check_is_real(self):
        if self.project_id.is_template:
            raise UserError(
                self.env._(
                    "%(phase)s belongs to a template: phases of projects begin.",
                    phase=self.name,
                )
            )

    def _start(self):
        """Begin the phases that have not begun, and give their work to people."""
        fresh = self.filtered(lambda phase: not phase.actual_start_date)
        # Who begins a phase need not be who plans it; the gate was checked.
        by_company = fresh.grouped(lambda phase: phase.project_id.company_id)
        for company, phases in by_company.items():
            phases.sudo().write({"actual_start_date": company._get_work_day()})
        fresh._share_work_out()
        for phase in fresh:
            # Designers begin phases and may not write the project.
            phase.project_id.sudo().message_post(
                body=self.env._("Phase %(phase)s has begun.", phase=phase.name)
            )

    def _begin_for_release(self):
        """Begin the phase of what goes out, or say why it cannot."""
        for phase in self.filtered(lambda phase: phase.phase_state == "planned"):
            phase._check_gate()
            phase._start()
