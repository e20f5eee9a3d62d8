from odoo import fields, models


class ProjectDeliverable(models.Model):
    """What is late is reminded of until it is out."""

    _name = "project.deliverable"
    _inherit = ["project.deliverable", "project.late.mixin"]

    # It is the reader's own right, hence not computed as superuser.
    may_plan = fields.Boolean(related="milestone_id.may_plan", related_sudo=False)

    def _get_due_day(self):
        self.ensure_one()
        return self.deadline if self.state in ("planned", "in_review") else None

    def _get_workers(self):
        return self.user_id

    def write(self, vals):
        if "code" in vals and not self.env.su:
            self._check_may_code(vals["code"] or False)
        if "deadline" in vals:
            if not self.env.su:
                # Whether it comes on time is not the choice of who draws it.
                self.milestone_id._check_may_plan()
            # A new date begins anew.
            vals = {"reminder_level": 0, **vals}
        return super().write(vals)

    def _check_may_code(self, code):
        """Refuse a new code to who draws: plans of payments refer to it.

        :raise AccessError: names the phase and who may plan it
        """
        changed = self.filtered(lambda item: (item.code or False) != code)
        changed.milestone_id._check_may_plan()
