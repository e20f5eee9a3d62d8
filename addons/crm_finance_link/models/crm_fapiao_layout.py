from odoo import api, fields, models
from odoo.fields import Command


class CrmFapiaoLayout(models.Model):
    """How the file for the tax software looks, and the file that comes back."""

    _name = "crm.fapiao.layout"
    _inherit = ["crm.file.layout.mixin"]
    _description = "Fapiao File Layout"

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
        self._check_titles()
