from odoo import api, fields, models


class ProjectDeliverable(models.Model):
    """Shows that a release is held, before somebody tries."""

    _inherit = "project.deliverable"

    held_since = fields.Date(
        string="Money Overdue since",
        compute="_compute_held_since",
        compute_sudo=True,
        groups="base.group_user",
        help="Nothing more is released: its money is overdue for too long.",
    )

    @api.depends("contract_id", "state", "current_version_id.release_override_ids")
    def _compute_held_since(self):
        holds = self.contract_id._get_money_holds()
        for deliverable in self:
            version = deliverable.current_version_id
            is_next = version.state == "draft" and not version.release_override_ids
            since, _amount = holds.get(deliverable.contract_id, (False, 0.0))
            deliverable.held_since = is_next and since

    def action_allow_release(self):
        """Ask a manager why the latest version is let out."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Allow the Release"),
            "res_model": "project.release.allow",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_version_id": self.current_version_id.id},
        }
