from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmFileLayoutMixin(models.AbstractModel):
    """How a file for another program looks, and the file that comes back from it.

    For models with ``column_ids``. Titles are those of the program, so they are not
    translated.
    """

    _name = "crm.file.layout.mixin"
    _description = "File Layout"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one("res.company", index="btree_not_null")
    sheet = fields.Char(default="Sheet1", required=True)

    def _check_titles(self):
        """Raise where two columns have one title: the other program takes the first."""
        for layout in self:
            titles = layout.column_ids.mapped("title")
            twice = {title for title in titles if titles.count(title) > 1}
            if twice:
                raise ValidationError(
                    self.env._(
                        "Layout %(layout)s has the title “%(title)s” twice.",
                        layout=layout.name,
                        title=sorted(twice)[0],
                    )
                )

    @api.constrains("sheet")
    def _check_sheet(self):
        for layout in self:
            if len(layout.sheet) > 31 or set(layout.sheet) & set("[]:*?/\\"):
                raise ValidationError(
                    self.env._(
                        "“%(sheet)s” cannot be the name of a sheet: it has at most 31 "
                        "characters and none of [ ] : * ? / \\.",
                        sheet=layout.sheet,
                    )
                )

    @api.model
    def _get_default(self, company):
        """Return the first layout of a company, or an empty set."""
        return self.search(
            [("company_id", "in", [False, company.id])], limit=1, order="sequence, id"
        )

    def copy_data(self, default=None):
        default = dict(default or {})
        found = super().copy_data(default)
        for vals in found:
            if "name" not in default:
                vals["name"] = self.env._("%(name)s (copy)", name=vals["name"])
        return found
