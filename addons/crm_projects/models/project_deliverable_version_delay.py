from collections import defaultdict

from markupsafe import Markup

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

    @api.depends("released_at", "signed_at", "state", "comment_ids")
    def _compute_client_days(self):
        for version in self:
            version.client_days = version._count_client_days()

    def _count_client_days(self):
        """Return the working days from the release to the answer, or to today."""
        self.ensure_one()
        if not self.released_at or self.state == "superseded":
            return 0
        first, last = (
            self.company_id._get_work_day(moment) for moment in self._get_client_span()
        )
        is_worked = self.deliverable_id.project_id._is_worked()
        return workdays.workdays_between(first, last, is_worked)

    def _get_client_span(self):
        """Return since when the client can answer, and when he did first, or now.

        A suspended contract hinders him: his time begins anew when it goes on. After
        his first remark it is our time.

        :rtype: tuple[datetime, datetime]
        """
        self.ensure_one()
        version_sudo = self.sudo()  # neither contract nor remarks are for all
        words = [
            version_sudo.signed_at,
            *version_sudo._client_comments().mapped("create_date"),
        ]
        end = min(filter(None, words), default=fields.Datetime.now())
        resumed = version_sudo.deliverable_id.contract_id.state_change_ids.filtered(
            lambda row: row.action == "resume" and row.changed_at <= end
        )
        return max([version_sudo.released_at, *resumed.mapped("changed_at")]), end

    def _shift_for_reviews(self):
        """Move the dates by what these reviews take longer than agreed, once a day."""
        allowed = self.env["project.project"]._review_days()
        excess = {each: each._count_client_days() - allowed for each in self}
        late = self.filtered(lambda version: excess[version] > 0)
        delays = self.env["project.delay"].search([("version_id", "in", late.ids)])
        known = {delay.version_id: delay.days for delay in delays}
        grown = late.filtered(lambda version: excess[version] > known.get(version, 0))
        for delay in delays.filtered(lambda delay: delay.version_id in grown):
            delay.days = excess[delay.version_id]
        delays.create(
            [
                version._prepare_delay_vals(excess[version])
                for version in grown
                if version not in known
            ]
        )
        sentences = defaultdict(list)
        for version in grown:
            more = excess[version] - known.get(version, 0)
            project = version.deliverable_id.project_id
            end = project._shift_phase(version.deliverable_id.milestone_id, more)
            sentences[project].append(version._say_moved(allowed, more, end))
        self.env["project.project"].union(*sentences)._message_log_batch(
            {
                project.id: Markup("<br/>").join(said)
                for project, said in sentences.items()
            }
        )

    def _prepare_delay_vals(self, days):
        deliverable = self.deliverable_id
        return {
            "project_id": deliverable.project_id.id,
            "milestone_id": deliverable.milestone_id.id,
            "version_id": self.id,
            "cause": CLIENT_REVIEW,
            "days": days,
        }

    def _say_moved(self, allowed, more, end):
        return self.env._(
            "The client has had %(version)s for %(days)s working days, %(allowed)s "
            "are agreed: the planned dates move by %(more)s. The project now ends "
            "on %(end)s.",
            version=self.display_name,
            days=self._count_client_days(),
            allowed=allowed,
            more=more,
            end=end or "-",
        )

    def _finish_sign_off(self, values):
        result = super()._finish_sign_off(values)
        # The client who signs cannot write phases; the dates follow from the signing.
        self.sudo()._shift_for_reviews()
        return result
