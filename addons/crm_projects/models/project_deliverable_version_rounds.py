from odoo import models


class ProjectDeliverableVersion(models.Model):
    """What the client wants beyond the rounds of the contract is a change order."""

    _inherit = "project.deliverable.version"

    def action_new_change_order(self):
        """Begin a change order from what the client wants changed in this version."""
        self.ensure_one()
        action = self.deliverable_id.action_new_change_order()
        return dict(
            action, context={**action["context"], "default_version_id": self.id}
        )

    def _announce_client_comment(self, comment):
        result = super()._announce_client_comment(comment)
        item = self.deliverable_id
        if item.is_beyond_rounds and not item._has_open_change():
            self.env["crm.business.event"]._emit(
                "deliverable.beyond_rounds",
                item,
                self.env._(
                    "%(deliverable)s: the client wants changes in round %(number)s of "
                    "%(limit)s. Make a change order.",
                    deliverable=item.name,
                    number=item.round_number,
                    limit=item.round_limit,
                ),
                partner=item.partner_id,
                audience=item.project_id.user_id | item.contract_id.user_id,
                key=f"deliverable.beyond_rounds:{self.id}",
            )
        return result
