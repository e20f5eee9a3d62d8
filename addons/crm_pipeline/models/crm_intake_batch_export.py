import base64
import io

import xlsxwriter

from odoo import models
from odoo.exceptions import UserError


class CrmIntakeBatch(models.Model):
    """The rows that were not imported, as a workbook with their reasons."""

    _inherit = "crm.intake.batch"

    def action_export_rejected(self):
        """Give the rejected rows as a workbook to correct and upload again.

        :return: action that downloads it
        """
        self.ensure_one()
        rows = self.row_ids.filtered(lambda row: row.state == "rejected")
        if not rows:
            raise UserError(
                self.env._(
                    "No row of “%(name)s” was rejected, so there is nothing to "
                    "download.",
                    name=self.name,
                )
            )
        attachment = self.env["ir.attachment"].create(
            {
                "name": self.env._("%(name)s - rejected rows.xlsx", name=self.name),
                "datas": base64.b64encode(self._rows_workbook(rows)),
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}?download=true",
            "target": "download",
        }

    def _rows_workbook(self, rows):
        """Give a workbook (bytes) with the columns of the file and the reasons."""
        output = io.BytesIO()
        # what looks like a formula or an address in a cell stays plain text
        options = {"strings_to_formulas": False, "strings_to_urls": False}
        book = xlsxwriter.Workbook(output, {"in_memory": True, **options})
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True, "bg_color": "#EEF2F6"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        titles = self.column_ids.mapped("title")
        meanings = {column.title: column.field_name for column in self.column_ids}
        # titles the reader knows as ours, so they do not come back as notes
        head = [
            self.env._("Import Line"),
            self.env._("Import Result"),
            self.env._("Import Reason"),
        ]
        for index, title in enumerate(head + titles):
            sheet.write_string(0, index, title, bold)
        states = dict(
            self.env["crm.intake.row"]._fields["state"]._description_selection(self.env)
        )
        for line, row in enumerate(rows, start=1):
            cells = row.cells or {}
            raw = row.raw or {}
            texts = [str(row.line_number), states[row.state], row.reason or ""]
            texts += [cells.get(meanings[t]) or raw.get(t, "") for t in titles]
            for index, text in enumerate(texts):
                # 32,767 characters are the most a cell can hold
                sheet.write_string(line, index, text[:32767], wrap)
        sheet.set_column(2, 2, 60)
        sheet.set_column(3, 2 + len(titles), 18)
        sheet.freeze_panes(1, 0)
        book.close()
        return output.getvalue()
