from odoo import fields, models


class CrmDocumentKind(models.Model):
    """A kind of document that a stage may ask for: brief, survey, site plan."""

    _name = "crm.document.kind"
    _description = "Kind of Document"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _name_unique = models.Constraint("UNIQUE(name)", "This kind of document exists.")
