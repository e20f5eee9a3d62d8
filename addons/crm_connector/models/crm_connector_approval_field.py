from odoo import fields, models
from odoo.tools import format_amount, format_datetime


class CrmConnectorApprovalField(models.Model):
    """One field of a chat tool's form, and what it is filled with."""

    _name = "crm.connector.approval.field"
    _description = "Field of an Approval's Form"
    _order = "sequence, id"
    _rec_name = "control"

    rule_id = fields.Many2one(
        "crm.connector.approval.rule", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    control = fields.Char(
        string="Field in the Form",
        required=True,
        help="The ID of the field (WeCom, e.g. Text-1571234567890) or its name "
        "(DingTalk).",
    )
    kind = fields.Selection(
        [
            ("text", "Text"),
            ("textarea", "Long Text"),
            ("number", "Number"),
            ("money", "Amount"),
            ("date", "Date"),
        ],
        required=True,
        default="text",
    )
    source = fields.Selection(
        [
            ("document", "Document"),
            ("kind", "Kind of Document"),
            ("requester", "Requester"),
            ("amount", "Amount"),
            ("summary", "Key Figures"),
            ("company", "Company"),
            ("date", "Requested on"),
            ("link", "Link to the Request"),
            ("fixed", "Fixed Text"),
        ],
        string="Filled with",
        required=True,
        default="document",
    )
    fixed_text = fields.Char()

    def _value(self, request):
        """What the field is filled with, as text.

        :param request: a ``crm.approval.request``, as superuser
        """
        self.ensure_one()
        return str(getattr(self, f"_value_{self.source}")(request) or "")

    def _value_document(self, request):
        return request.name

    def _value_kind(self, request):
        return request.document_kind

    def _value_requester(self, request):
        return request.requester_id.name

    def _value_amount(self, request):
        if not request.has_amount:
            return ""
        if self.kind in ("money", "number"):
            return f"{request.amount:.2f}"
        currency = request.company_id.currency_id or self.env.company.currency_id
        return format_amount(self.env, request.amount, currency)

    def _value_summary(self, request):
        return "\n".join(
            f"{row['label']}: {row['value']}" for row in request._shown_summary()
        )

    def _value_company(self, request):
        return request.company_id.name

    def _value_date(self, request):
        if self.kind == "date":
            local = fields.Datetime.context_timestamp(self, request.requested_at)
            return local.date().isoformat()
        return format_datetime(self.env, request.requested_at)

    def _value_link(self, request):
        base = request.get_base_url()
        return f"{base}/mail/view?model={request._name}&res_id={request.id}"

    def _value_fixed(self, _request):
        return self.fixed_text
