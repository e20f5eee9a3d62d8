from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.vendor_approval import ApprovalField

SUMMARY_LINES = 3


class CrmConnectorApprovalRule(models.Model):
    """Which approval flow also runs as an approval of a chat tool, in which form."""

    _name = "crm.connector.approval.rule"
    _description = "Approval in the Chat Tool"
    _order = "sequence, id"

    name = fields.Char(related="flow_id.name")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    connector_id = fields.Many2one(
        "crm.connector", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="connector_id.company_id", store=True)
    flow_id = fields.Many2one(
        "crm.approval.flow", required=True, ondelete="cascade", index=True
    )
    template_id = fields.Char(
        string="Template ID",
        required=True,
        help="Of the form in the chat tool: in the address of its page in the "
        "console (WeCom), or its process code (DingTalk).",
    )
    has_template_approvers = fields.Boolean(
        string="The Form's Own Approvers",
        help="Who decides is what the form in the chat tool says. Otherwise those "
        "whom the flow's step asks here.",
    )
    field_ids = fields.One2many(
        "crm.connector.approval.field", "rule_id", string="Form", copy=True
    )

    _flow_unique = models.UniqueIndex(
        "(flow_id) WHERE active IS TRUE",
        "This flow has an active form in a chat tool already.",
    )

    @api.constrains("field_ids")
    def _check_fields(self):
        for rule in self:
            if not rule.field_ids:
                raise ValidationError(
                    self.env._(
                        "Approval “%(flow)s” in the chat tool: say what its form is "
                        "filled with.",
                        flow=rule.flow_id.name,
                    )
                )

    @api.constrains("connector_id")
    def _check_connector(self):
        for rule in self:
            connector = rule.connector_id
            if not hasattr(connector, f"_{connector.kind}_approval_start"):
                raise ValidationError(
                    self.env._(
                        "Connector %(name)s starts no approvals. Choose another one.",
                        name=connector.name,
                    )
                )

    def _prepare_fields(self, request):
        """The form's values for a request, as ``ApprovalField``."""
        return tuple(
            ApprovalField(one.control, one.kind, one._value(request))
            for one in self.field_ids
        )

    def _prepare_summary(self, request):
        """At most three short lines for the chat tool's list."""
        rows = [request.name, *(row["value"] for row in request._shown_summary())]
        return tuple(str(row) for row in rows[:SUMMARY_LINES])
