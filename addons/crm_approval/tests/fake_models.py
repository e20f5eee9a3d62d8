"""Documents that exist in the tests alone, to try the engine without any addon.

``_module = None`` keeps them out of every other registry; ``ApprovalCase`` puts
them into the registry of its class and takes them out again.
"""

from odoo import fields, models


class FakeDocument(models.Model):
    _module = None
    _name = "crm.approval.fake.document"
    _description = "Document of the tests"
    _inherit = ["mail.thread", "crm.approval.mixin"]

    name = fields.Char()
    amount = fields.Float(string="Sum")
    note = fields.Char()
    owner_id = fields.Many2one("res.users")
    company_id = fields.Many2one("res.company")
    line_ids = fields.One2many("crm.approval.fake.line", "document_id", string="Lines")
    helped_id = fields.Many2one("res.users")
    outcome = fields.Char()

    def _approval_counted_fields(self):
        return frozenset({"name", "amount"})

    def _approval_content(self):
        lines = [{"title": row.title, "price": row.price} for row in self.line_ids]
        return {"name": self.name, "amount": self.amount, "line_ids": lines}

    def _approval_summary(self):
        return [
            {"label": "Sum", "value": f"{self.amount:g} <b>yuan</b>"},
            {"label": "Rival", "value": "Somebody", "is_confidential": True},
        ]

    def _approval_interested_users(self):
        return self.helped_id

    def _approval_granted(self, request):
        self.outcome = f"granted by {self.env.user.name}"

    def _approval_refused(self, request):
        self.outcome = f"refused by {self.env.user.name}"

    def _approval_returned(self, request):
        self.outcome = f"returned by {self.env.user.name}"

    def _approval_needs_reason(self):
        return self.note == "delicate"

    def _approval_amount(self):
        return self.amount

    def _approval_withdrawn(self, request):
        self.outcome = f"withdrawn by {self.env.user.name}"


class FakeLine(models.Model):
    _module = None
    _name = "crm.approval.fake.line"
    _description = "Line of a document of the tests"
    _inherit = ["crm.approval.line.mixin"]

    document_id = fields.Many2one("crm.approval.fake.document", ondelete="cascade")
    title = fields.Char()
    price = fields.Float()
    remark = fields.Char()

    def _approval_document_field(self):
        return "document_id"

    def _approval_counted_fields(self):
        return frozenset({"title", "price"})
