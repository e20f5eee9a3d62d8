from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import float_compare

from ..tools.shares import stage_shares

# The stages of a fee table come between the deposit and what is paid at the end.
END_TRIGGERS = ("acceptance", "warranty_end")


class CrmPaymentPlanTemplate(models.Model):
    """How a kind of contract is usually paid: shares and what makes them due."""

    _name = "crm.payment.plan.template"
    _description = "Payment Plan Template"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index="btree_not_null")
    design_type_ids = fields.Many2many(
        "crm.design.type",
        string="Design Types",
        help="Proposed for contracts of these types; without any, for all others.",
    )
    method = fields.Selection(
        [
            ("shares", "The shares of these instalments"),
            ("fee_table", "These shares, and the rest by the stages of the fee table"),
        ],
        string="Planned by",
        required=True,
        default="shares",
        help="By the fee table each stage of the contract's design type (concept, "
        "preliminary, construction) is an instalment that is due when its phase is "
        "reached.",
    )
    line_ids = fields.One2many(
        "crm.payment.plan.template.line", "template_id", copy=True
    )
    total_share = fields.Float(
        string="Shares (%)", compute="_compute_total_share", digits=(16, 4)
    )

    @api.depends("line_ids.share")
    def _compute_total_share(self):
        for template in self:
            template.total_share = sum(template.line_ids.mapped("share"))

    @api.constrains("line_ids", "method")
    def _check_shares(self):
        for template in self:
            total = sum(template.line_ids.mapped("share"))
            if template.method == "fee_table":
                if float_compare(total, 100.0, precision_digits=4) >= 0:
                    raise ValidationError(
                        self.env._(
                            "The shares of template %(template)s add up to %(total)s "
                            "%%. They must leave something of 100 %% for the stages of "
                            "the fee table.",
                            template=template.name,
                            total=f"{total:g}",
                        )
                    )
                continue
            if template.line_ids and float_compare(total, 100.0, precision_digits=4):
                raise ValidationError(
                    self.env._(
                        "The shares of template %(template)s add up to %(total)s %%. "
                        "They must add up to 100 %%.",
                        template=template.name,
                        total=f"{total:g}",
                    )
                )

    def _get_terms(self, contract):
        """Return the instalments of ``contract``: values of lines without amounts.

        Their ``share_agreed`` add up to 100.

        :raise UserError: the fee table says nothing of the contract's design type
        """
        self.ensure_one()
        lines = self.line_ids.sorted(lambda line: (line.sequence, line.id))
        if self.method == "shares":
            terms = [line._prepare_term() for line in lines]
        else:
            ends = lines.filtered(lambda line: line.trigger in END_TRIGGERS)
            terms = [
                *((lines - ends)._prepare_terms()),
                *self._get_stage_terms(contract),
                *ends._prepare_terms(),
            ]
        return [dict(term, sequence=place) for place, term in enumerate(terms, 1)]

    def _get_stage_terms(self, contract):
        """Return the terms of the stages that the fee table has for this design."""
        stages = self._find_stage_split(contract).line_ids.sorted("sequence")
        if not stages:
            raise UserError(
                self.env._(
                    "Template %(template)s plans by the stages of the fee table, and "
                    "the table has none for %(design)s. Choose another template, or "
                    "add a stage split under the fee tables.",
                    template=self.name,
                    design=contract.design_type_id.name or self.env._("no design type"),
                )
            )
        try:
            shares = stage_shares(
                [Decimal(str(share)) for share in self.line_ids.mapped("share")],
                [Decimal(str(stage.percent)) for stage in stages],
            )
        except ValueError:
            self._check_shares()  # says what is wrong with them
            raise
        return [
            {
                "name": stage.product_id.name,
                "share_agreed": float(share),
                "trigger": "phase_reached",
                # A code that names no phase is reported on the contract.
                "trigger_code": stage.product_id.phase_code or stage.product_id.name,
                "days": 7,
                "term_unit": "day",
            }
            for stage, share in zip(stages, shares, strict=True)
        ]

    @api.model
    def _find_stage_split(self, contract):
        tables_sudo = self.env["crm.fee.table"].sudo()  # who signs reads none
        return (
            tables_sudo._get_default(contract.company_id)
            .split_ids.sorted("sequence")
            ._pick(contract.design_type_id, self.env["crm.fee.coefficient"])
        )
