from odoo import fields, models


class CrmFileColumnMixin(models.AbstractModel):
    """A column of a file layout; ``source`` is a selection of the model that has it."""

    _name = "crm.file.column.mixin"
    _description = "File Column"
    _order = "layout_id, sequence, id"
    _rec_name = "title"

    sequence = fields.Integer(default=10)
    title = fields.Char(required=True)
    text = fields.Char(string="Fixed Text")

    def _get_cells(self, row):
        """Return what these columns say of a row, ``{source: value}``."""
        return [
            column.text or "" if column.source == "fixed" else row[column.source]
            for column in self
        ]
