from odoo import api, fields, models
from odoo.exceptions import UserError


class ProjectDeliverableVersion(models.Model):
    """The internal review of a version: proof-read, checked and approved.

    The approval is bound to the file by its hash. Its author, and whoever the
    deliverable was given to, never decide on it.
    """

    _name = "project.deliverable.version"
    _inherit = ["project.deliverable.version", "crm.approval.mixin"]

    project_id = fields.Many2one(related="deliverable_id.project_id")
    comment_ids = fields.One2many("project.deliverable.comment", "version_id")
    open_comment_count = fields.Integer(
        string="Unanswered Comments",
        compute="_compute_open_comment_count",
        groups="base.group_user",
    )
    is_to_review = fields.Boolean(
        string="Waits for My Review",
        compute="_compute_is_to_review",
        search="_search_is_to_review",
        groups="base.group_user",
    )
    can_request_review = fields.Boolean(
        compute="_compute_can_request_review", groups="base.group_user"
    )

    @api.depends("deliverable_id.comment_ids.state")
    def _compute_open_comment_count(self):
        counts = dict(
            self.env["project.deliverable.comment"]._read_group(
                [
                    ("deliverable_id", "in", self.deliverable_id.ids),
                    ("state", "=", "open"),
                    ("kind", "=", "review"),
                ],
                ["deliverable_id"],
                ["__count"],
            )
        )
        for version in self:
            version.open_comment_count = counts.get(version.deliverable_id, 0)

    @api.depends("approval_state", "approval_awaited_ids")
    @api.depends_context("uid")
    def _compute_is_to_review(self):
        for version in self:
            version.is_to_review = version.can_decide_approval

    def _search_is_to_review(self, operator, value):
        if operator != "in":
            return NotImplemented
        requests = self.env["crm.approval.request"].search(
            [("res_model", "=", self._name), ("can_decide", "=", True)]
        )
        kind = "in" if True in value else "not in"
        return [("id", kind, requests.mapped("res_id"))]

    @api.depends("state", "approval_state", "deliverable_id.current_version_id")
    def _compute_can_request_review(self):
        for version in self:
            version.can_request_review = (
                version.state == "draft"
                and version == version.deliverable_id.current_version_id
                and version.deliverable_id.needs_review
                and version.approval_state not in ("pending", "approved")
            )

    # -- what is approved ------------------------------------------------------------

    @api.model
    def _approval_counted_fields(self):
        return super()._approval_counted_fields() | {"sha256", "filename", "number"}

    def _approval_content(self):
        self.ensure_one()
        return {
            "deliverable_id": self.deliverable_id.id,
            "number": self.number,
            "filename": self.filename,
            "sha256": self.sha256,
        }

    def _approval_summary(self):
        self.ensure_one()
        deliverable = self.deliverable_id
        rows = [
            (self.env._("Project"), deliverable.project_id.name),
            (self.env._("Customer"), deliverable.partner_id.name),
            (self.env._("Phase"), deliverable.milestone_id.name),
            (self.env._("Version"), f"V{self.number} · {self.filename}"),
            (self.env._("Author"), self.user_id.name),
            (self.env._("Change Note"), self.note),
        ]
        return [{"label": label, "value": value} for label, value in rows if value]

    def _approval_interested_users(self):
        users = super()._approval_interested_users()
        return users | self.user_id | self.deliverable_id.user_id

    def _approval_recheck(self):
        # What went out to the client is fixed: its review is history.
        drafts = self.filtered(lambda version: version.state == "draft")
        return super(ProjectDeliverableVersion, drafts)._approval_recheck()

    # -- asking ----------------------------------------------------------------------

    def _approval_submit(self, chosen=None):
        self._check_review_allowed()
        result = super()._approval_submit(chosen)
        self.deliverable_id.message_post(
            body=self.env._("Version %(number)s sent to review.", number=self.number)
        )
        return result

    def _check_review_allowed(self):
        deliverable = self.deliverable_id
        if self.state != "draft" or self != deliverable.current_version_id:
            raise UserError(
                self.env._(
                    "%(version)s cannot be sent to review: only the latest version can "
                    "(V%(latest)s), before it is released.",
                    version=self.display_name,
                    latest=deliverable.current_version_id.number,
                )
            )
        if self.approval_state == "approved":
            raise UserError(
                self.env._(
                    "%(version)s has passed its review already.",
                    version=self.display_name,
                )
            )
        self._check_comments_answered()

    def _check_comments_answered(self):
        """Refuse to go on while a comment of a reviewer has no answer."""
        unanswered = self.deliverable_id.comment_ids.filtered(
            lambda comment: comment.kind == "review" and comment.state == "open"
        ).sorted("number")
        if unanswered:
            raise UserError(
                self.env._(
                    "%(deliverable)s has comments without an answer: %(numbers)s. "
                    "Answer each one (changed, or why not) and try again.",
                    deliverable=self.deliverable_id.name,
                    numbers=", ".join(f"#{comment.number}" for comment in unanswered),
                )
            )

    def _withdraw_review(self):
        """Take back the reviews that wait: a newer version takes their place."""
        waiting = self.filtered(lambda version: version.approval_state == "pending")
        # Requests are written by code alone.
        for request_sudo in waiting.sudo().approval_request_id:
            request_sudo._withdraw(self.env._("A newer version was uploaded."))

    # -- what follows ----------------------------------------------------------------

    def _approval_granted(self, request):
        self.deliverable_id.message_post(
            body=self.env._(
                "Version %(number)s has passed its internal review and may go to the "
                "client.",
                number=self.number,
            )
        )
        return super()._approval_granted(request)

    # -- the gate --------------------------------------------------------------------

    def _check_release_allowed(self):
        result = super()._check_release_allowed()
        if self.deliverable_id.needs_review:
            self._check_reviewed()
        self._check_comments_answered()
        self.deliverable_id.milestone_id._begin_for_release()
        return result

    def _check_unlink_allowed(self):
        result = super()._check_unlink_allowed()
        for version in self:
            # Whoever deletes a version may not read every comment on it.
            if version.sudo().comment_ids:
                raise UserError(
                    self.env._(
                        "%(version)s has comments of its reviewers and is kept. Upload "
                        "the next version instead.",
                        version=version.display_name,
                    )
                )
        return result

    def _check_reviewed(self):
        """Refuse what no review has approved, where a flow asks for one."""
        if not self.env["crm.approval.flow"]._for_document(self):
            return
        if self._approval_is_valid():
            return
        if self.approval_state == "pending":
            raise UserError(
                self.env._(
                    "%(version)s is in review with %(people)s. It can be released when "
                    "they have approved it.",
                    version=self.display_name,
                    people=", ".join(self.approval_awaited_ids.mapped("name")),
                )
            )
        raise UserError(
            self.env._(
                "%(version)s has not passed its internal review. Use “Send to Review” "
                "first.",
                version=self.display_name,
            )
        )
