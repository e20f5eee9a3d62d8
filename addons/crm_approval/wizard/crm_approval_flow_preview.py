from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmApprovalFlowPreview(models.TransientModel):
    """Show which way a real document would take: "this would go to ..."."""

    _name = "crm.approval.flow.preview"
    _description = "Preview an Approval Flow"

    flow_id = fields.Many2one("crm.approval.flow", required=True, readonly=True)
    document_ref = fields.Reference(
        selection="_selection_document_ref", string="Document"
    )
    requester_id = fields.Many2one(
        "res.users",
        string="Asked by",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    taken_flow_id = fields.Many2one("crm.approval.flow", compute="_compute_progress")
    progress = fields.Json(compute="_compute_progress")
    problem = fields.Char(compute="_compute_progress")

    @api.model
    def _selection_document_ref(self):
        kinds = self.env["crm.approval.flow"]._document_models()
        return [(kind.model, kind.name) for kind in kinds]

    @api.depends("document_ref", "requester_id", "flow_id")
    def _compute_progress(self):
        Flow = self.env["crm.approval.flow"]
        for preview in self:
            preview.taken_flow_id = preview.progress = preview.problem = False
            if not preview.document_ref or not preview.requester_id:
                continue
            try:
                flow, progress = Flow._preview(
                    preview.document_ref, preview.requester_id
                )
            except UserError as error:
                preview.problem = str(error)
                continue
            preview.taken_flow_id = flow.id
            preview.progress = progress if flow else False
            if not flow:
                preview.problem = self.env._("No flow applies to this document.")
            elif flow != preview.flow_id:
                preview.problem = self.env._(
                    "This document takes another flow: “%(flow)s”.", flow=flow.name
                )
