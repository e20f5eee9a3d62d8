from odoo import fields, models


class CrmCustomerGrade(models.Model):
    """How much a customer matters, from the most to the least."""

    _name = "crm.customer.grade"
    _description = "Customer Grade"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    active = fields.Boolean(default=True)
    description = fields.Char(
        string="Who", translate=True, help="Which customers have this grade."
    )
