from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmApprovalRequestSubmit(models.TransientModel):
    """Ask the requester who decides the steps that leave it to him."""

    _name = "crm.approval.request.submit"
    _description = "Choose Who Decides"

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        model_field="res_model", required=True, readonly=True
    )
    choice_ids = fields.One2many("crm.approval.request.submit.choice", "dialog_id")

    def action_confirm(self):
        """Submit the document with the people chosen."""
        self.ensure_one()
        document = self._document()
        chosen = {row.step_id.sudo(): row.user_ids.sudo() for row in self.choice_ids}
        document._approval_submit(chosen)
        return True

    def _document(self):
        """Return the document, or raise when it is none that can be approved."""
        kinds = self.env["crm.approval.flow"]._document_models()
        if self.res_model not in kinds.mapped("model"):
            raise UserError(
                self.env._(
                    "“%(model)s” is no kind of document that can be approved.",
                    model=self.res_model,
                )
            )
        return self.env[self.res_model].browse(self.res_id)


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
