from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import merge_fields


class CrmContractTemplate(models.Model):
    """The text a kind of contract begins with: opening, clauses and closing words."""

    _name = "crm.contract.template"
    _description = "Contract Template"
    _order = "sequence, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True)
    design_type_ids = fields.Many2many(
        "crm.design.type",
        string="Design Types",
        help="The template is proposed for these; empty: for all others.",
    )
    is_for_supplements = fields.Boolean(
        string="For Supplements",
        help="The template is for supplements to a signed contract, and for nothing "
        "else.",
    )
    opening = fields.Html(
        help="Stands between the two parties and the first clause.",
    )
    closing = fields.Html(help="Stands between the last clause and the signatures.")
    clause_ids = fields.One2many(
        "crm.contract.clause", "template_id", string="Clauses", copy=True
    )
    merge_field_list = fields.Html(
        string="Merge Fields", compute="_compute_merge_field_list"
    )

    @api.depends_context("lang")
    def _compute_merge_field_list(self):
        listed = self.env["crm.contract"]._describe_merge_fields()
        for template in self:
            template.merge_field_list = listed

    @api.constrains("opening", "closing")
    def _check_placeholders(self):
        for template in self:
            template._refuse_unknown_fields(
                template.name, template.opening, template.closing
            )

    @api.model
    def _refuse_unknown_fields(self, where, *texts):
        """Raise when one of ``texts`` names a merge field that does not exist.

        :param str where: the clause or template, for people
        """
        known = self.env["crm.contract"]._get_merge_fields()
        text = " ".join(str(text or "") for text in texts)
        if wrong := merge_fields.unknown(text, known):
            raise ValidationError(
                self.env._(
                    "“%(where)s”: %(wrong)s is no merge field. Use one of: %(known)s.",
                    where=where,
                    wrong=", ".join(wrong),
                    known=", ".join(f"{{{{{name}}}}}" for name in sorted(known)),
                )
            )

    def _clauses_for(self, design_type):
        """Return the clauses that a contract of ``design_type`` begins with."""
        return self.clause_ids.filtered(
            lambda clause: clause._applies_to(design_type) and clause.is_proposed
        )
