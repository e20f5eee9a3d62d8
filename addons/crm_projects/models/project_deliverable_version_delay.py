from odoo import api, fields, models

from odoo.addons.crm_approval.tools import workdays

from .project_delay import CLIENT_REVIEW


class ProjectDeliverableVersion(models.Model):
    """How long the client has had a version, and what that does to the dates."""

    _inherit = "project.deliverable.version"

    client_days = fields.Integer(
        string="With the Client (working days)",
        compute="_compute_client_days",
        groups="base.group_user",
    )

    @api.depends("released_at", "signed_at", "state")
    def _compute_client_days(self):
        for version in self:
            version.client_days = version._count_client_days()

    def _count_client_days(self):
        """Return the working days from the release to the answer, or to today."""
        self.ensure_one()
        if not self.released_at or self.state == "superseded":
            return 0
        until = self.signed_at or fields.Datetime.now()
        first, last = (
            fields.Datetime.context_timestamp(self, moment).date()
            for moment in (self.released_at, until)
        )
        is_worked = self.deliverable_id.project_id._is_worked()
        return workdays.workdays_between(first, last, is_worked)

    def _shift_for_review(self):
        """Move the dates by what this review takes longer than agreed."""
        self.ensure_one()
        project = self.deliverable_id.project_id
        allowed = project._review_days()
        excess = self._count_client_days() - allowed
        delay = self.env["project.delay"].search([("version_id", "=", self.id)])
        more = excess - delay.days
        if more <= 0:
            return
        phase = self.deliverable_id.milestone_id
        if delay:
            delay.days = excess
        else:
            delay.create(
                {
                    "project_id": project.id,
                    "milestone_id": phase.id,
                    "version_id": self.id,
                    "cause": CLIENT_REVIEW,
                    "days": excess,
                }
            )
        end = project._shift_phase(phase, more)
        project.message_post(
            body=self.env._(
                "The client has had %(version)s for %(days)s working days, %(allowed)s "
                "are agreed: the planned dates move by %(more)s. The project now ends "
                "on %(end)s.",
                version=self.display_name,
                days=self._count_client_days(),
                allowed=allowed,
                more=more,
                end=end or "-",
            )
        )

    def _finish_sign_off(self, values):
        result = super()._finish_sign_off(values)
        # The client who signs cannot write phases; the dates follow from the signing.
        self.sudo()._shift_for_review()
        return result
