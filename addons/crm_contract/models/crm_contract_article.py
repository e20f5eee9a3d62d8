from odoo import api, fields, models


class CrmContractArticle(models.Model):
    """A clause as this contract has it: the template's words, or its own."""

    _name = "crm.contract.article"
    _description = "Contract Article"
    _order = "contract_id, sequence, id"

    contract_id = fields.Many2one(
        "crm.contract", required=True, ondelete="cascade", index=True
    )
    clause_id = fields.Many2one(
        "crm.contract.clause",
        string="From Clause",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Heading", required=True)
    body = fields.Html(string="Text", required=True)
    is_own = fields.Boolean(
        string="Own Wording",
        compute="_compute_is_own",
        store=True,
        help="Differs from the clause of the template, or is no clause of it.",
    )

    @api.depends(
        "name", "body", "clause_id.name", "clause_id.body", "clause_id.template_id"
    )
    def _compute_is_own(self):
        # Whoever edits a contract reads the clauses, whoever computes need not.
        for article in self.sudo():
            clause = article.clause_id
            article.is_own = (
                clause.template_id != article.contract_id.template_id
                or article.name != clause.name
                or str(article.body or "") != str(clause.body or "")
            )

    @api.constrains("name", "body")
    def _check_placeholders(self):
        template = self.env["crm.contract.template"]
        for article in self:
            template._refuse_unknown_fields(article.name, article.name, article.body)

    @api.model_create_multi
    def create(self, vals_list):
        articles = super().create(vals_list)
        articles._check_contract_open()
        return articles

    def write(self, vals):
        self._check_contract_open()
        result = super().write(vals)
        self._check_contract_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_of_drafts(self):
        self._check_contract_open()

    def _check_contract_open(self):
        """Raise for articles of contracts that are out of our hands."""
        label = self.env["crm.contract"]._field_labels(["article_ids"])
        self.contract_id._check_open_for_changes(label)
