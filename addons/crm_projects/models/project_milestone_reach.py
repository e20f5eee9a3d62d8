from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .project_milestone import check_figures


class ProjectMilestone(models.Model):
    """A phase is reached when the client has signed all of it, or its lead says why.

    Money becomes due with it, so it is not the word of who draws. Milestones of
    projects without a contract are Odoo's own.
    """

    _inherit = "project.milestone"

    reach_reason = fields.Char(
        string="Reached Although Open",
        readonly=True,
        copy=False,
        tracking=True,
        help="Why it was marked as reached before all of it was signed off.",
    )
    reach_note = fields.Text(
        string="Missing to Be Reached",
        compute="_compute_reach_note",
        help="What keeps the phase from being reached; empty: nothing.",
    )

    @api.depends(
        "is_reached", "gate", "check_ids.is_done", "deliverable_ids.state", "project_id"
    )
    def _compute_reach_note(self):
        for phase in self:
            missing = [] if phase.is_reached else phase._get_missing_to_reach()
            phase.reach_note = "\n".join(missing) or False

    @api.depends("is_reached")
    def _compute_reached_date(self):
        result = super()._compute_reached_date()
        for phase in self.filtered("is_reached"):
            phase.reached_date = phase.project_id.company_id._get_work_day()
        return result

    @api.depends("is_reached", "deadline")
    def _compute_is_deadline_exceeded(self):
        result = super()._compute_is_deadline_exceeded()
        for phase in self.filtered(lambda phase: phase.deadline):
            today = phase.project_id.company_id._get_work_day()
            phase.is_deadline_exceeded = not phase.is_reached and phase.deadline < today
        return result

    def _is_of_contract(self):
        """Return the phases of projects that carry a contract out."""
        # Whether a project has a contract is no secret; which one it is, may be.
        return self.filtered(lambda phase: phase.sudo().project_id.contract_id)

    def _get_missing_to_reach(self):
        """Return what keeps the phase from being reached, in words.

        :rtype: list[str]
        """
        self.ensure_one()
        if not self._is_of_contract():
            return []
        # All of it counts, whatever of it the reader sees.
        phase_sudo = self.sudo()
        missing = []
        unsigned = phase_sudo.deliverable_ids.filtered(
            lambda item: item.state != "signed_off"
        )
        if unsigned:
            names = phase_sudo.project_id._name_some(unsigned)
            missing.append(self.env._("not signed off: %(names)s", names=names))
        if phase_sudo.gate != "free":
            missing += [
                self.env._("not ticked off: %(check)s", check=check.name)
                for check in phase_sudo.check_ids
                if not check.is_done
            ]
        return missing

    @api.model_create_multi
    def create(self, vals_list):
        phases = super().create(vals_list)
        phases.filtered("is_reached")._check_may_reach()
        return phases

    def write(self, vals):
        check_figures(self, {"reach_reason"} & vals.keys())
        if "is_reached" in vals:
            changed = self.filtered(lambda p: p.is_reached != bool(vals["is_reached"]))
            if vals["is_reached"]:
                changed._check_may_reach()
            else:
                changed._check_may_set_back()
                vals = {**vals, "reach_reason": False}
        return super().write(vals)

    def _check_may_reach(self):
        """Refuse phases that are not signed off, for all but the code.

        :raise UserError: says what is missing and who may decide otherwise
        :raise AccessError: nothing can be signed in it, and somebody else leads it
        """
        if self.env.su:
            return
        for phase in self._is_of_contract():
            if missing := phase._get_missing_to_reach():
                raise UserError(
                    self.env._(
                        "Phase %(phase)s is not reached yet:\n%(missing)s\n"
                        "Have it signed off. Or let %(lead)s or a project manager "
                        "use “Mark as Reached” on the phase and say why.",
                        phase=phase.name,
                        missing="\n".join(f"- {line}" for line in missing),
                        lead=phase.sudo().project_id.user_id.name or "-",
                    )
                )
            # Nothing in it is signed: it is the word of who leads.
            if not phase.sudo().deliverable_ids:
                phase._check_may_plan()

    def _check_may_set_back(self):
        if not self.env.su:
            self._is_of_contract()._check_may_plan()

    def action_reach(self):
        """Mark the phase as reached; who leads it may do so with a reason."""
        self.ensure_one()
        self.check_access("write")
        self._check_is_real()
        if not self.is_reached and self._get_missing_to_reach() and self.may_plan:
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Mark as Reached"),
                "res_model": "project.milestone.reach",
                "views": [(False, "form")],
                "target": "new",
                "context": {"default_milestone_id": self.id},
            }
        self.is_reached = True
        return True

    def _reach_despite(self, reason):
        """Mark the phase as reached although something is missing, and keep why.

        :param str reason: why, in words
        :raise AccessError: for who does not lead it
        :raise UserError: without a reason, or when it is reached already
        """
        self.ensure_one()
        self.check_access("read")
        if not self.may_plan:
            raise AccessError(
                self.env._(
                    "Phase %(phase)s is marked as reached before it is signed off by "
                    "who leads %(project)s or by a project manager only.",
                    phase=self.name,
                    project=self.project_id.name,
                )
            )
        reason = " ".join((reason or "").split())
        if not reason:
            raise UserError(self.env._("Phase %(phase)s: say why.", phase=self.name))
        if self.is_reached:
            raise UserError(
                self.env._("Phase %(phase)s is reached already.", phase=self.name)
            )
        missing = self._get_missing_to_reach()
        # Who leads it was checked; the reason is written by code alone.
        phase_sudo = self.sudo()
        phase_sudo.write(
            {"is_reached": True, "reach_reason": reason if missing else False}
        )
        if missing:
            sentence = self.env._(
                "Phase %(phase)s is marked as reached (%(missing)s): %(reason)s",
                phase=self.name,
                missing="; ".join(missing),
                reason=reason,
            )
            phase_sudo.message_post(body=sentence)
            phase_sudo.project_id.message_post(body=sentence)
