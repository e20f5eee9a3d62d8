from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import float_compare


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
    line_ids = fields.One2many("crm.payment.plan.template.line", "template_id")

    @api.constrains("line_ids")
    def _check_shares(self):
        for template in self:
            total = sum(template.line_ids.mapped("share"))
            if template.line_ids and float_compare(total, 100.0, precision_digits=4):
                raise ValidationError(
                    self.env._(
                        "The shares of template %(template)s add up to %(total)s %%. "
                        "They must add up to 100 %%.",
                        template=template.name,
                        total=f"{total:g}",
                    )
                )
