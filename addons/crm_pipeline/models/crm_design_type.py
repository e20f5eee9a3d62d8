from odoo import fields, models


class CrmDesignType(models.Model):
    """What kind of design is asked for; templates and fees depend on it."""

    _name = "crm.design.type"
    _description = "Design Type"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Short code, e.g. interior.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint(
        "UNIQUE(code)", "Another design type has this code already."
    )
