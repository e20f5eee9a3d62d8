from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class ProjectSiteIssue(models.Model):
    """Something at the site that has to be put right, by whom and until when.

    Open, solved by who is responsible, and verified by somebody else.
    """

    _name = "project.site.issue"
    _description = "Site Issue"
    _inherit = ["mail.thread", "mail.activity.mixin", "project.site.line.mixin"]
    _order = "state, severity desc, deadline, id"

    visit_id = fields.Many2one(
        "project.site.visit", required=True, ondelete="restrict", index=True
    )
    project_id = fields.Many2one(related="visit_id.project_id", store=True, index=True)
    company_id = fields.Many2one(related="visit_id.company_id", store=True)
    visit_state = fields.Selection(
        related="visit_id.state", string="State of the Visit"
    )
    name = fields.Char(string="What", required=True, tracking=True)
    place = fields.Char(string="Where", help="E.g. 2F, axis B-3.")
    description = fields.Text(string="Details")
    severity = fields.Selection(
        [("1", "Minor"), ("2", "Serious"), ("3", "Grave")],
        required=True,
        default="1",
        tracking=True,
    )
    state = fields.Selection(
        [("open", "To Put Right"), ("solved", "Solved"), ("verified", "Verified")],
        required=True,
        default="open",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        index="btree_not_null",
        domain="[('share', '=', False)]",
        tracking=True,
        help="Of us: solves it, or sees to it that the contractor does.",
    )
    contractor = fields.Char(help="Who of the site puts it right.")
    deadline = fields.Date(string="Due on", tracking=True)
    is_late = fields.Boolean(compute="_compute_is_late")
    photo_ids = fields.One2many("project.site.photo", "issue_id")
    photo_count = fields.Integer(compute="_compute_photo_count")
    solution = fields.Text(help="What was done about it.")
    solved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    solved_at = fields.Datetime(readonly=True, copy=False)
    verified_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    verified_at = fields.Datetime(readonly=True, copy=False)

    @api.depends("deadline", "state")
    def _compute_is_late(self):
        for issue in self:
            due = issue.deadline
            issue.is_late = (
                issue.state == "open"
                and bool(due)
                and due < issue.company_id._get_work_day()
            )

    @api.depends("photo_ids")
    def _compute_photo_count(self):
        counts = dict(
            self.env["project.site.photo"]._read_group(
                [("issue_id", "in", self.ids)], ["issue_id"], ["__count"]
            )
        )
        for issue in self:
            issue.photo_count = counts.get(issue._origin, 0)

    @api.model
    def _record_fields(self):
        return super()._record_fields() | {"name", "place", "description", "severity"}

    @api.model
    def _step_fields(self):
        return {"state", "solved_by_id", "solved_at", "verified_by_id", "verified_at"}

    @api.model_create_multi
    def create(self, vals_list):
        ungiven = {**dict.fromkeys(self._step_fields(), False), "state": "open"}
        return super().create([{**vals, **ungiven} for vals in vals_list])

    def write(self, vals):
        if self._step_fields() & vals.keys() and not self.env.su:
            raise AccessError(
                self.env._("The state of an issue is changed by its buttons.")
            )
        return super().write(vals)

    def action_solve(self):
        """Say that it is put right."""
        self._step(
            ("open",),
            {
                "state": "solved",
                "solved_by_id": self.env.uid,
                "solved_at": fields.Datetime.now(),
            },
        )
        self._forget_reminders()

    def action_verify(self):
        """Say that it was looked at and is right: never by who solved it."""
        for issue in self:
            if issue.solved_by_id == self.env.user:
                raise UserError(
                    self.env._(
                        "You solved “%(issue)s” yourself: somebody else has to look "
                        "at it.",
                        issue=issue.name,
                    )
                )
        self._step(
            ("solved",),
            {
                "state": "verified",
                "verified_by_id": self.env.uid,
                "verified_at": fields.Datetime.now(),
            },
        )

    def action_reopen(self):
        """Say that it is not right yet."""
        again = dict.fromkeys(self._step_fields(), False)
        # Who was told before is told again: it is not right yet.
        again |= {"state": "open", "reminder_level": 0}
        self._step(("solved", "verified"), again)

    def _step(self, states, vals):
        self.check_access("write")
        self.invalidate_recordset(["state"])
        labels = dict(self._fields["state"]._description_selection(self.env))
        for issue in self:
            if issue.state not in states:
                raise UserError(
                    self.env._(
                        "“%(issue)s” is in state “%(state)s” already.",
                        issue=issue.name,
                        state=labels[issue.state],
                    )
                )
        self.sudo().write(vals)  # the steps are written by code alone

    def action_add_photos(self):
        """Open the screen that takes many photos for this issue."""
        self.ensure_one()
        action = self.visit_id.action_add_photos()
        action["params"] |= {
            "title": self.name,
            "context": {"site_issue_id": self.id},
        }
        return action
