from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import fapiao as rules


class ProductTemplate(models.Model):
    """The tax bureau's class of what is sold."""

    _inherit = "product.template"

    fapiao_tax_code = fields.Char(
        string="Tax Classification Code",
        help="Nineteen digits of the tax bureau's classification of goods and services "
        "(e.g. 3040301000000000000 for design), written on the fapiao's lines.",
    )

    @api.constrains("fapiao_tax_code")
    def _check_fapiao_tax_code(self):
        for product in self.filtered("fapiao_tax_code"):
            if rules.tax_code_problem(product.fapiao_tax_code):
                raise ValidationError(
                    self.env._(
                        "Tax classification code “%(code)s” of %(product)s is not made "
                        "of 19 digits.",
                        code=product.fapiao_tax_code,
                        product=product.display_name,
                    )
                )
