from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import is_html_empty

from ..tools import merge_fields
from .crm_contract_document import sha256_of


class CrmContract(models.Model):
    """The words of a contract: a template's clauses, merged and frozen."""

    _inherit = "crm.contract"

    template_id = fields.Many2one(
        "crm.contract.template",
        string="Contract Template",
        compute="_compute_template_id",
        store=True,
        readonly=False,
        index="btree_not_null",
    )
    article_ids = fields.One2many(
        "crm.contract.article", "contract_id", string="Articles"
    )
    is_standard = fields.Boolean(
        string="Standard Wording",
        compute="_compute_is_standard",
        store=True,
        help="The words are those of the template, every clause that is not optional "
        "included.",
    )
    document_ids = fields.One2many(
        "crm.contract.document", "contract_id", string="Documents"
    )
    document_id = fields.Many2one(
        "crm.contract.document",
        string="Latest Document",
        compute="_compute_document_id",
        compute_sudo=True,
    )
    is_document_intact = fields.Boolean(
        compute="_compute_document_id", compute_sudo=True
    )

    @api.depends("design_type_id", "company_id", "parent_id")
    def _compute_template_id(self):
        # Whoever computes need not read templates.
        templates_sudo = (
            self.env["crm.contract.template"]
            .sudo()
            .search([("company_id", "in", [False, *self.company_id.ids])])
        )
        for contract in self:
            if contract.state not in (False, "draft"):
                contract.template_id = contract.template_id
                continue
            usable = templates_sudo.filtered(
                lambda t, contract=contract: (
                    t.company_id <= contract.company_id
                    and t.is_for_supplements == bool(contract.parent_id)
                )
            )
            special = usable.filtered(
                lambda t, contract=contract: (
                    contract.design_type_id in t.design_type_ids
                )
            )
            general = usable.filtered(lambda t: not t.design_type_ids)
            contract.template_id = (special or general)[:1]

    @api.depends(
        "article_ids.is_own",
        "article_ids.clause_id",
        "design_type_id",
        "note",
        "order_ids.note",
        "template_id.clause_ids.design_type_ids",
        "template_id.clause_ids.is_optional",
    )
    def _compute_is_standard(self):
        for contract in self.sudo():  # the words of clauses are nobody's secret
            if contract.state not in (False, "draft"):
                contract.is_standard = contract.is_standard
                continue
            wanted = contract.template_id.clause_ids.filtered(
                lambda clause, contract=contract: (
                    not clause.is_optional
                    and clause._applies_to(contract.design_type_id)
                )
            )
            contract.is_standard = (
                not any(contract.article_ids.mapped("is_own"))
                and wanted <= contract.article_ids.clause_id
                and contract._has_agreed_note()
            )

    def _has_agreed_note(self):
        """Whether the added terms are those of the quotations, or none."""
        terms = {str(order.note or "") for order in self.order_ids}
        return is_html_empty(self.note) or str(self.note) in terms

    def _compute_document_id(self):
        latest = dict(
            self.env["crm.contract.document"]._read_group(
                [("contract_id", "in", self._origin.ids)], ["contract_id"], ["id:max"]
            )
        )
        documents = self.env["crm.contract.document"].browse(latest.values())
        for contract in self:
            document = documents.browse(latest.get(contract._origin))
            document = document.with_prefetch(documents._prefetch_ids)
            contract.document_id = document
            contract.is_document_intact = not document or document.is_intact

    # -- from the template -----------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        contracts = super().create(vals_list)
        contracts.filtered(lambda contract: not contract.article_ids)._fill_articles()
        return contracts

    def write(self, vals):
        standard = self.filtered("is_standard")
        templates = {contract: contract.template_id for contract in self}
        result = super().write(vals)
        if {"template_id", "design_type_id", "company_id"}.isdisjoint(vals):
            return result
        # Own words stay until another template is chosen.
        self.filtered(
            lambda contract: (
                contract.state == "draft"
                and (
                    contract in standard or contract.template_id != templates[contract]
                )
            )
        )._fill_articles()
        return result

    def _fill_articles(self):
        """Take the articles from the template, in place of those there are."""
        for contract in self:
            clauses_sudo = contract.sudo().template_id._clauses_for(
                contract.design_type_id
            )
            # One row a contract: the commands differ from each to each.
            contract.article_ids = [
                Command.clear(),
                *map(Command.create, clauses_sudo._prepare_article_vals()),
            ]

    def action_reset_articles(self):
        """Take the template's words again."""
        self.check_access("write")
        self._check_open_for_changes(self._field_labels(["article_ids"]))
        self._fill_articles()

    # -- the document ----------------------------------------------------------------

    def _document_html(self):
        """Return the contract's text as a whole page, in the client's language."""
        self.ensure_one()
        contract_sudo = self.sudo().with_context(
            lang=self.partner_id.lang or self.env.lang
        )
        values = contract_sudo._get_merge_values()
        template = contract_sudo.template_id
        html = self.env["ir.qweb"]._render(
            "crm_contract.contract_document",
            {
                "contract": contract_sudo,
                "values": values,
                "opening": merge_fields.merge(template.opening or "", values),
                "articles": [
                    (
                        merge_fields.merge(article.name, values),
                        merge_fields.merge(article.body, values),
                    )
                    for article in contract_sudo.article_ids
                ],
                "closing": merge_fields.merge(template.closing or "", values),
                "has_note": not is_html_empty(contract_sudo.note),
            },
            lang=contract_sudo.env.lang,
            minimal_qcontext=True,
        )
        return f"<!DOCTYPE html>\n{html.strip()}\n"

    def _freeze_document(self):
        """Keep the text as it is now; the same text is kept once.

        :return: the ``crm.contract.document``, as superuser
        """
        self.ensure_one()
        html = self._document_html()
        latest_sudo = self.sudo().document_id
        if latest_sudo and latest_sudo.html == html:
            latest_sudo._check_intact()
            return latest_sudo
        document_sudo = self.env["crm.contract.document"].sudo()
        document_sudo = document_sudo.create(
            {
                "contract_id": self.id,
                "number": latest_sudo.number + 1,
                "html": html,
                "sha256": sha256_of(html),
                "amount_total": self.amount_total,
                "currency_id": self.currency_id.id,
                "user_id": self.env.uid,
            }
        )
        self.invalidate_recordset(["document_id", "document_ids", "is_document_intact"])
        return document_sudo

    def _check_text_complete(self):
        """Raise when the text has blanks that nobody has filled in."""
        contract_sudo = self.sudo()
        if not contract_sudo.article_ids:
            raise UserError(
                self.env._(
                    "%(contract)s has no text. Choose a contract template, or add "
                    "articles under “Contract Text”.",
                    contract=self.display_name,
                )
            )
        texts = [contract_sudo.template_id.opening, contract_sudo.template_id.closing]
        texts += contract_sudo.article_ids.mapped("body")
        missing = merge_fields.missing(
            " ".join(str(text or "") for text in texts),
            contract_sudo._get_merge_values(),
        )
        if missing:
            labels = self._get_merge_fields()
            raise UserError(
                self.env._(
                    "The text of %(contract)s has blanks: fill in %(fields)s on the "
                    "contract, its customer or your company first.",
                    contract=self.display_name,
                    fields=", ".join(
                        dict.fromkeys(str(labels[name]) for name in missing)
                    ),
                )
            )

    def action_preview_document(self):
        """Open the text as it would be sent now."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/my/contracts/{self.id}/preview",
        }
