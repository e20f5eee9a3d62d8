from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

#: Written by code alone, whoever calls.
_FIXED = {"deliverable_id", "version_id", "number", "kind", "user_id", "partner_id"}
_ANSWER = {"answer"}


class ProjectDeliverableComment(models.Model):
    """A numbered remark on a version, of a reviewer or of the client, and its answer.

    It may be pinned to a page and a point of it (percent from the left and the top).
    Nobody takes a remark away: it is answered.
    """

    _name = "project.deliverable.comment"
    _description = "Comment on a Deliverable"
    _order = "deliverable_id, number"

    deliverable_id = fields.Many2one(
        related="version_id.deliverable_id", store=True, index=True
    )
    version_id = fields.Many2one(
        "project.deliverable.version", required=True, ondelete="restrict", index=True
    )
    number = fields.Integer(readonly=True, copy=False)
    kind = fields.Selection(
        [("review", "Internal review"), ("client", "Client")],
        required=True,
        default="review",
        readonly=True,
    )
    body = fields.Text(string="Comment", required=True)
    page = fields.Integer(help="Page of the file; 0: the file as a whole.")
    pos_x = fields.Float(string="From the Left (%)", digits=(5, 2))
    pos_y = fields.Float(string="From the Top (%)", digits=(5, 2))
    user_id = fields.Many2one("res.users", string="By", readonly=True)
    partner_id = fields.Many2one(
        "res.partner", string="Client's Name", readonly=True, index="btree_not_null"
    )
    author_name = fields.Char(readonly=True)
    answer = fields.Text(help="What was changed, or why nothing was.")
    answered_by_id = fields.Many2one("res.users", string="Answered by", readonly=True)
    answered_at = fields.Datetime(string="Answered on", readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("answered", "Answered")],
        compute="_compute_state",
        store=True,
    )
    company_id = fields.Many2one(related="version_id.company_id", store=True)

    _number_unique = models.UniqueIndex(
        "(deliverable_id, number)", "This comment number exists already."
    )

    @api.depends("answer")
    def _compute_state(self):
        for comment in self:
            answered = (comment.answer or "").strip()
            comment.state = "answered" if answered else "open"

    @api.depends("number", "deliverable_id.name")
    def _compute_display_name(self):
        for comment in self:
            comment.display_name = f"{comment.deliverable_id.name} #{comment.number}"

    @api.constrains("page", "pos_x", "pos_y")
    def _check_place(self):
        for comment in self:
            inside = 0 <= comment.pos_x <= 100 and 0 <= comment.pos_y <= 100
            if comment.page < 0 or not inside:
                raise ValidationError(
                    self.env._(
                        "Comment %(number)s lies outside of its page. Place it anew.",
                        number=comment.number,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._prepare_comment_vals(vals) for vals in vals_list])

    @api.model
    def _prepare_comment_vals(self, vals):
        """Return the values of a comment of the current user; code names a client."""
        vals = {**self.default_get(["version_id"]), **vals}
        if not vals.get("version_id"):
            raise UserError(self.env._("A comment belongs to a version: choose one."))
        version = self.env["project.deliverable.version"].browse(vals["version_id"])
        deliverable = version.deliverable_id
        if deliverable.state == "signed_off":
            raise UserError(
                self.env._(
                    "%(deliverable)s has been signed off; it takes no more comments.",
                    deliverable=deliverable.name,
                )
            )
        fixed = {"number": deliverable._take_comment_number()}
        if not self.env.su or "kind" not in vals:
            fixed |= {
                "kind": "review",
                "user_id": self.env.uid,
                "partner_id": False,
                "author_name": self.env.user.name,
                "answer": False,
            }
        return {**vals, **fixed}

    def write(self, vals):
        self._check_may_write(vals)
        if _ANSWER & vals.keys():
            vals = dict(
                vals,
                answered_by_id=self.env.uid,
                answered_at=fields.Datetime.now(),
            )
        return super().write(vals)

    def _check_may_write(self, vals):
        if self.env.su:
            return
        if _FIXED & vals.keys():
            raise AccessError(
                self.env._("Number, author and version of a comment do not change.")
            )
        self._check_record_open(vals.keys() - _ANSWER)
        for comment in self:
            own = comment.user_id == self.env.user and comment.state == "open"
            if vals.keys() - _ANSWER and not own:
                raise AccessError(
                    self.env._(
                        "%(comment)s is changed by its author alone, until it is "
                        "answered. Write your answer into “Answer”.",
                        comment=comment.display_name,
                    )
                )

    def _check_record_open(self, is_more):
        """Refuse to change what was said before the client signed.

        What is still open may be answered; the answer says when it came.

        :param bool is_more: more than the answer is to change
        """
        for comment in self:
            deliverable, is_said = comment.deliverable_id, comment.state == "answered"
            if deliverable.state == "signed_off" and (is_more or is_said):
                raise UserError(
                    self.env._(
                        "%(comment)s belongs to what the client signed: "
                        "%(deliverable)s was signed off as version %(number)s, and "
                        "its remarks and answers do not change any more. Write what "
                        "is new as a message on the deliverable.",
                        comment=comment.display_name,
                        deliverable=deliverable.name,
                        number=deliverable.client_version_id.number,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_own_open(self):
        self._check_record_open(True)
        for comment in self:
            if comment.user_id != self.env.user or comment.state != "open":
                raise UserError(
                    self.env._(
                        "%(comment)s belongs to the record of the review. Answer it "
                        "instead of deleting it.",
                        comment=comment.display_name,
                    )
                )

    def _as_pins(self):
        """Return those that are pinned to a page, as viewers draw them."""
        return [
            {
                "number": comment.number,
                "page": comment.page,
                "x": comment.pos_x,
                "y": comment.pos_y,
                "body": comment.body,
                "author": comment.author_name or "",
                "is_client": comment.kind == "client",
                "is_answered": comment.state == "answered",
            }
            for comment in self
            if comment.page
        ]
