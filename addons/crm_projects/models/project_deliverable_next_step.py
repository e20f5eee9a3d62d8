from odoo import models


class ProjectDeliverable(models.Model):
    """What happens next with a deliverable, in a sentence for the board."""

    _inherit = "project.deliverable"

    def _say_next_step(self):
        """Return who does what next with this deliverable; ``self`` is superuser."""
        self.ensure_one()
        version = self.current_version_id
        facts = {"item": self.name, "number": version.number}
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
