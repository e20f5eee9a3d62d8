from odoo import api, fields, models


class CrmContractClause(models.Model):
    """One clause of a template; a contract gets its own copy of it."""

    _name = "crm.contract.clause"
    _description = "Contract Clause"
    _order = "template_id, sequence, id"

    template_id = fields.Many2one(
        "crm.contract.template", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="template_id.company_id", store=True)
    name = fields.Char(string="Heading", required=True)
    sequence = fields.Integer(default=10)
    body = fields.Html(string="Text", required=True)
    is_optional = fields.Boolean(
        string="Optional",
        help="A contract may leave it out and still be a standard contract.",
    )
    is_proposed = fields.Boolean(
        string="Proposed",
        compute="_compute_is_proposed",
        store=True,
        readonly=False,
        help="New contracts begin with it. What is not optional always is.",
    )
    design_type_ids = fields.Many2many(
        "crm.design.type",
        string="Only for",
        help="Design types it is meant for; empty: all.",
    )

    @api.depends("is_optional")
    def _compute_is_proposed(self):
        for clause in self:
            clause.is_proposed = clause.is_proposed or not clause.is_optional

    @api.constrains("name", "body")
    def _check_placeholders(self):
        for clause in self:
            clause.template_id._refuse_unknown_fields(
                clause.name, clause.name, clause.body
            )

    def _applies_to(self, design_type):
        """Whether contracts of ``design_type`` may have this clause."""
        self.ensure_one()
        return not self.design_type_ids or design_type in self.design_type_ids

    def _prepare_article_vals(self):
        return [
            {
                "clause_id": clause.id,
                "sequence": clause.sequence,
                "name": clause.name,
                "body": clause.body,
            }
            for clause in self
        ]
