from odoo import api, fields, models
from odoo.exceptions import UserError


class ProjectMilestoneCheck(models.Model):
    """One line of a phase's entry checklist: what must be there before it begins."""

    _name = "project.milestone.check"
    _description = "Entry Check of a Phase"
    _order = "milestone_id, sequence, id"

    milestone_id = fields.Many2one(
        "project.milestone",
        string="Phase",
        required=True,
        ondelete="cascade",
        index=True,
    )
    project_id = fields.Many2one(
        related="milestone_id.project_id", store=True, index=True
    )
    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    is_done = fields.Boolean(string="Done", copy=False)
    done_by_id = fields.Many2one(
        "res.users", string="Ticked off by", readonly=True, copy=False
    )
    done_at = fields.Datetime(string="Ticked off on", readonly=True, copy=False)

    @api.ondelete(at_uninstall=False)
    def _unlink_by_who_plans(self):
        if not self.env.su:
            self.milestone_id._check_may_plan()

    def write(self, vals):
        if {"milestone_id", "name"} & vals.keys() and not self.env.su:
            self.milestone_id._check_may_plan()
        if "is_done" in vals:
            if not vals["is_done"]:
                self._check_not_begun()
            vals = dict(
                vals,
                done_by_id=self.env.uid if vals["is_done"] else False,
                done_at=fields.Datetime.now() if vals["is_done"] else False,
            )
        result = super().write(vals)
        if vals.get("is_done"):
            # Of a phase that is signed off it may have been the last.
            self.milestone_id._reach_when_signed_off()
        return result

    def _check_not_begun(self):
        for check in self:
            phase = check.milestone_id
            if phase.actual_start_date and check.is_done:
                raise UserError(
                    self.env._(
                        "Phase %(phase)s has begun with “%(check)s” ticked off; it "
                        "cannot be unticked afterwards.",
                        phase=phase.name,
                        check=check.name,
                    )
                )
