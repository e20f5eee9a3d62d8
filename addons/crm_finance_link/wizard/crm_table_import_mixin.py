import base64

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_pipeline.tools.tabular import read_table
from odoo.addons.crm_pipeline.tools.tabular_text import TabularError

from ..tools.bank_values import read_day
from ..tools.cells import read_amount


class CrmTableImportMixin(models.AbstractModel):
    """A table that another program wrote: found by titles, refused with reasons.

    For dialogs with a ``layout_id`` that names the titles.
    """

    _name = "crm.table.import.mixin"
    _description = "Import of a Table"

    file = fields.Binary(required=True, attachment=False)
    filename = fields.Char()

    def _read_rows(self, titles, needed):
        """Return the rows of the file by what their columns mean.

        :param dict titles: role -> title; a role without a title is left out
        :param needed: the roles without which nothing can be done
        :return: dicts with ``line`` and the text of each role that the file has
        :raise UserError: it is no table, or a column is missing
        """
        wanted = {title.strip() for title in titles.values() if title}
        try:
            data = base64.b64decode(self.file)
            table = read_table(data, self.filename or "", wanted.__contains__)
        except TabularError as error:
            raise UserError(
                self.env._(
                    "%(file)s cannot be read as a table (%(code)s): choose the xlsx or "
                    "csv file that the other program wrote.",
                    file=self.filename or self.env._("The file"),
                    code=error.code,
                )
            ) from error
        places = self._find_columns(table, titles, needed)
        return [
            {
                "line": line,
                **{role: cells[place].strip() for role, place in places.items()},
            }
            for line, cells in table.rows
        ]

    def _find_columns(self, table, titles, needed):
        """Return {role: place of its column}.

        :raise UserError: a column that is needed is missing
        """
        places = {
            role: table.headers.index(title)
            for role, title in titles.items()
            if title in table.headers
        }
        for role in needed:
            if role not in places:
                raise UserError(
                    self.env._(
                        "%(file)s has no column “%(title)s”. Its columns are: "
                        "%(columns)s. Titles are set in the layout %(layout)s.",
                        file=self.filename or self.env._("The file"),
                        title=titles[role],
                        columns=", ".join(table.headers),
                        layout=self.layout_id.name,
                    )
                )
        return places

    def _read_date(self, text):
        try:
            return read_day(text)
        except ValueError:
            raise UserError(self.env._("“%(text)s” is no day.", text=text)) from None

    def _read_amount(self, text):
        try:
            return read_amount(text)
        except ValueError:
            raise UserError(self.env._("“%(text)s” is no amount.", text=text)) from None

    def _show_again(self, name):
        """Return the action that shows this dialog with what it found."""
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }
