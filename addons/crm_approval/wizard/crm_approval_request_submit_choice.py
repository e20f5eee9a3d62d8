from odoo import api, fields, models


class CrmApprovalRequestSubmitChoice(models.TransientModel):
    """The people chosen for one step."""

    _name = "crm.approval.request.submit.choice"
    _description = "Who Decides a Step"

    dialog_id = fields.Many2one(
        "crm.approval.request.submit", required=True, ondelete="cascade"
    )
    step_id = fields.Many2one("crm.approval.step", required=True, readonly=True)
    group_id = fields.Many2one(related="step_id.group_id")
    allowed_user_ids = fields.Many2many(
        "res.users", compute="_compute_allowed_user_ids"
    )
    user_ids = fields.Many2many(
        "res.users", string="People", domain="[('id', 'in', allowed_user_ids)]"
    )

    @api.depends("step_id", "dialog_id.res_id")
    def _compute_allowed_user_ids(self):
        for choice in self:
            document_sudo = choice.dialog_id._document().sudo()
            users = choice.step_id.sudo().group_id.all_user_ids or self.env[
                "res.users"
            ].search([("share", "=", False)])
            choice.allowed_user_ids = document_sudo._approval_eligible(
                users, self.env.user
            )
