from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command


class CrmFapiaoLayout(models.Model):
    """How the file for the tax software looks, and the file that comes back.

    Titles are those of the software, so they are not translated.
    """

    _name = "crm.fapiao.layout"
    _description = "Fapiao File Layout"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one("res.company", index="btree_not_null")
    sheet = fields.Char(default="Sheet1", required=True)
    column_ids = fields.One2many(
        "crm.fapiao.layout.column",
        "layout_id",
        string="Columns",
        copy=True,
        default=lambda self: self._default_columns(),
    )
    result_application = fields.Char(
        string="Title of the Application",
        required=True,
        default="业务单据号",
        help="The column of the result file that brings our application's name back.",
    )
    result_number = fields.Char(
        string="Title of the Number", required=True, default="数电票号码"
    )
    result_date = fields.Char(
        string="Title of the Day", required=True, default="开票日期"
    )
    result_total = fields.Char(
        string="Title of the Total",
        default="价税合计",
        help="Where it is there, the total is compared with the invoice's.",
    )

    @api.model
    def _default_columns(self):
        """Return the usual columns, to begin with."""
        usual = self.env["crm.fapiao.layout.column"]._get_usual()
        return [
            Command.create({"title": title, "source": source, "sequence": place})
            for place, (source, title) in enumerate(usual.items(), 1)
        ]

    @api.constrains("column_ids")
    def _check_columns(self):
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
