from odoo import fields, models


class ProductTemplate(models.Model):
    """Which phase of a project carries out a stage that is sold."""

    _inherit = "product.template"

    phase_code = fields.Char(
        help="Code of the phase that carries out this stage, e.g. concept. Payment "
        "plans by the fee table make the stage due when that phase is reached.",
    )
