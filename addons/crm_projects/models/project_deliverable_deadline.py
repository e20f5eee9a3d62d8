from odoo import api, fields, models
from odoo.exceptions import UserError

from .project_milestone import check_figures


class ProjectDeliverable(models.Model):
    """Its deadline follows the plan of its phase, unless somebody has set it.

    What is set by hand stays when the phase is planned anew or another phase is
    chosen; emptied, it follows again. What is signed off keeps its last one.
    """

    _inherit = "project.deliverable"

    has_own_deadline = fields.Boolean(
        string="Deadline Set by Hand",
        readonly=True,
        copy=False,
        help="It stays when the phase is planned anew. Empty the deadline, and it "
        "follows the phase again.",
    )

    @api.depends("milestone_id.deadline")
    def _compute_deadline(self):
        kept = self.filtered(
            lambda item: (
                item.deadline and (item.has_own_deadline or item.state == "signed_off")
            )
        )
        for item in kept:
            item.deadline = item.deadline
        return super(ProjectDeliverable, self - kept)._compute_deadline()

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["has_own_deadline"] = bool(vals.get("deadline"))
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_by_who_plans(self):
        """Refuse to delete what somebody else planned: its phase may wait for it.

        What one added oneself, by a slip, one takes out again.
        """
        if not self.env.su:
            planned = self.filtered(lambda item: item.create_uid != self.env.user)
            planned.milestone_id._check_may_plan()

    def write(self, vals):
        check_figures(self, {"has_own_deadline"} & vals.keys())
        moved = self._get_leaving(vals)
        if moved:
            moved._check_may_move(vals["milestone_id"])
        before = {item: (item.milestone_id, item.deadline) for item in moved}
        if "deadline" in vals:
            vals = {"has_own_deadline": bool(vals["deadline"]), **vals}
        result = super().write(vals)
        if "deadline" in vals and not vals["deadline"]:
            self.env.add_to_compute(self._fields["deadline"], self)
        moved._tell_moves(before)
        return result

    def _get_leaving(self, vals):
        """Return those that ``vals`` puts into another phase."""
        if not vals.get("milestone_id"):
            return self.browse()
        return self.filtered(lambda item: item.milestone_id.id != vals["milestone_id"])

    def _check_may_move(self, phase_id):
        """Refuse to move what somebody else plans, or what a client has seen.

        :raise AccessError: names the phase and who may plan it
        :raise UserError: it would leave the project that its client knows it from
        """
        target = self.env["project.milestone"].browse(phase_id)
        if not self.env.su:
            # Its phase says when it is due, and that is not the choice of who draws.
            (self.milestone_id | target)._check_may_plan()
        for item in self.filtered(lambda item: item.project_id != target.project_id):
            if item._visible_versions():
                raise UserError(
                    self.env._(
                        "The client of %(project)s has seen %(deliverable)s: it stays "
                        "in that project. Add a new deliverable to %(target)s.",
                        project=item.project_id.name,
                        deliverable=item.name,
                        target=target.project_id.name,
                    )
                )

    def _tell_moves(self, before):
        """Say in each thread what became of the deadline; a new one begins anew."""
        bodies = {}
        for item in self:
            phase, day = before[item]
            if item.deadline != day:
                item.sudo().reminder_level = 0  # nobody but code writes it
            bodies[item.id] = item._say_move(phase, day)
        self._message_log_batch(bodies)

    def _say_move(self, phase, day):
        facts = {
            "old": phase.name,
            "new": self.milestone_id.name,
            "before": day or "-",
            "after": self.deadline or "-",
            "end": self.milestone_id.deadline or "-",
        }
        if self.has_own_deadline:
            return self.env._(
                "Moved from phase %(old)s to %(new)s. Its deadline was set by hand and "
                "stays: %(after)s (the phase ends on %(end)s).",
                **facts,
            )
        return self.env._(
            "Moved from phase %(old)s to %(new)s. Its deadline follows the phase: "
            "%(before)s → %(after)s.",
            **facts,
        )
