from odoo import fields, models

KINDS = [
    ("name", "Company name"),
    ("credit_code", "Credit code"),
    ("phone", "Phone"),
    ("address", "Address"),
    ("wecom", "WeCom contact"),
]


class CrmConflictKey(models.Model):
    """What a record can be recognised by: one row a key, for the conflict check.

    The rows follow their records through ``crm.conflict.mixin``. They hold phones
    and codes of everybody's customers, so nobody but administrators reads them.
    """

    _name = "crm.conflict.key"
    _description = "Conflict Key"
    _rec_name = "value"
    _log_access = False

    res_model = fields.Char(required=True)
    res_id = fields.Integer(required=True)
    kind = fields.Selection(KINDS, required=True)
    value = fields.Char(required=True)

    _record_idx = models.Index("(res_model, res_id)")
    _value_idx = models.Index("(kind, value)")
    _name_trigram_idx = models.Index(
        "USING gin (value gin_trgm_ops) WHERE kind = 'name'"
    )
