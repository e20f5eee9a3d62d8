from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.safe_eval import safe_eval

from ..tools import progress


class CrmApprovalFlow(models.Model):
    """When which people must approve a kind of document."""

    _name = "crm.approval.flow"
    _description = "Approval Flow"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    model_id = fields.Many2one(
        "ir.model",
        string="Document Kind",
        required=True,
        ondelete="cascade",
        domain="[('id', 'in', allowed_model_ids)]",
    )
    allowed_model_ids = fields.Many2many(
        "ir.model", compute="_compute_allowed_model_ids"
    )
    model = fields.Char(related="model_id.model", store=True, index=True)
    domain = fields.Char(
        string="Applies When",
        default="[]",
        help="The documents this flow is for; the first flow that fits is taken.",
    )
    company_id = fields.Many2one("res.company", index=True)
    version = fields.Integer(
        default=1,
        readonly=True,
        copy=False,
        help="Rises with each change; a running request keeps the steps it began with.",
    )
    step_ids = fields.One2many(
        "crm.approval.step", "flow_id", string="Steps", copy=True
    )

    def _compute_allowed_model_ids(self):
        self.allowed_model_ids = self._document_models()

    @api.model
    def _document_models(self):
        """Return the kinds of documents that can be approved (``ir.model``)."""
        mixin = self.env.registry["crm.approval.mixin"]
        names = [
            name
            for name, model in self.env.registry.items()
            if issubclass(model, mixin) and not model._abstract
        ]
        # Everybody may know which kinds there are; ir.model is for administrators.
        return self.env["ir.model"].sudo().search([("model", "in", names)])

    @api.model_create_multi
    def create(self, vals_list):
        flows = super().create(vals_list)
        flows.version = 1
        return flows

    @api.constrains("domain", "model_id")
    def _check_domain(self):
        for flow in self:
            try:
                self.env[flow.model].sudo().search(
                    literal_eval(flow.domain or "[]"), limit=1
                )
            except (ValueError, SyntaxError, KeyError, TypeError) as error:
                raise ValidationError(
                    self.env._(
                        "Flow “%(flow)s”: its condition cannot be read "
                        "(%(error)s). Write it with the condition editor.",
                        flow=flow.name,
                        error=error,
                    )
                ) from error

    def write(self, vals):
        result = super().write(vals)
        if not {"domain", "model_id"}.isdisjoint(vals):
            self._raise_version()
        return result

    def _raise_version(self):
        for flow in self:
            flow.version += 1

    @api.model
    def _for_document(self, document):
        """Return the first flow that applies to ``document``, or an empty set."""
        flows_sudo = self.sudo().search(
            [
                ("model", "=", document._name),
                ("company_id", "in", [False, *document._approval_company().ids]),
            ]
        )
        document_sudo = document.sudo()
        return next(
            (
                flow
                for flow in flows_sudo
                if document_sudo.filtered_domain(safe_eval(flow.domain or "[]"))
            ),
            flows_sudo.browse(),
        )

    # -- preview --------------------------------------------------------------------

    @api.model
    def _preview(self, document, requester):
        """Return which flow ``document`` would take and whom it would ask.

        :param document: one record of a kind that can be approved
        :param requester: who would ask (``res.users``)
        :return: the flow (an empty set: none applies) and its progress as it would
            begin, in the shape of ``crm.approval.request._progress_for_display()``
        :raises UserError: when a step would find nobody
        """
        document_sudo = document.sudo()  # a flow may ask what its keeper cannot read
        flow_sudo = self._for_document(document_sudo)
        steps = [
            {
                "name": vals["name"],
                "rule": vals["rule"],
                "state": "waiting",
                "people": [
                    {"id": user.id, "name": user.name, "state": "waiting"}
                    for user in self.env["res.users"].browse(vals["approver_ids"][0][2])
                ],
            }
            for step_sudo in flow_sudo.step_ids
            for vals in step_sudo._prepare_preview_vals(document_sudo, requester)
        ]
        if steps:
            steps[0]["state"] = "open"
        return flow_sudo, {"state": progress.PENDING, "steps": steps}

    def action_preview(self):
        """Open the preview on the latest document this flow applies to."""
        self.ensure_one()
        documents = self.env[self.model]
        latest = documents.search(
            safe_eval(self.domain or "[]"), limit=1, order="id desc"
        )
        preview = self.env["crm.approval.flow.preview"].create(
            {
                "flow_id": self.id,
                "document_ref": latest and f"{latest._name},{latest.id}",
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Preview"),
            "res_model": preview._name,
            "res_id": preview.id,
            "views": [(False, "form")],
            "target": "new",
        }
