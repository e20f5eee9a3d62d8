from odoo import api, fields, models


class ProjectDeliverable(models.Model):
    """What happens next with a deliverable, in a sentence for the board."""

    _inherit = "project.deliverable"

    next_step = fields.Char(
        string="What Is Next", compute="_compute_next_step", groups="base.group_user"
    )

    @api.depends(
        "state",
        "name",
        "user_id",
        "needs_review",
        "current_version_id.approval_state",
        "current_version_id.approval_awaited_ids",
        "client_version_id.released_at",
    )
    @api.depends_context("lang")
    def _compute_next_step(self):
        # Who is waited for is no secret to those who read the deliverable.
        for deliverable, item_sudo in zip(self, self.sudo(), strict=True):
            deliverable.next_step = not item_sudo.is_template and (
                item_sudo._say_next_step()
            )

    def _say_next_step(self):
        """Return who does what next with this deliverable; ``self`` is superuser."""
        self.ensure_one()
        version = self.current_version_id
        facts = {"item": self.name, "number": version.number}
        if self.state == "signed_off":
            facts["number"] = self.client_version_id.number
            return self.env._("%(item)s V%(number)s: signed off", **facts)
        if self.state == "released":
            shown = self.client_version_id
            return self.env._(
                "%(item)s V%(number)s: with the client for %(days)s working days",
                item=self.name,
                number=shown.number,
                days=shown._count_client_days(),
            )
        if self.state == "planned":
            if self.user_id:
                facts["person"] = self.user_id.name
                return self.env._("%(person)s draws %(item)s", **facts)
            return self.env._("%(item)s: nobody draws it yet", **facts)
        if version.approval_state == "pending":
            facts["people"] = ", ".join(version.approval_awaited_ids.mapped("name"))
            return self.env._(
                "%(item)s V%(number)s: in review with %(people)s", **facts
            )
        if version.approval_state == "approved" or not self.needs_review:
            return self.env._("%(item)s V%(number)s: release it to the client", **facts)
        if version.approval_state in ("returned", "refused"):
            return self.env._("%(item)s V%(number)s: came back from review", **facts)
        return self.env._("%(item)s V%(number)s: send it to review", **facts)
