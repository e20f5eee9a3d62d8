import io
import json

from openpyxl import Workbook
from openpyxl.styles import Font

from odoo.exceptions import AccessError, UserError
from odoo.http import Controller, content_disposition, request, route

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTH = 18


class CrmFunnelController(Controller):
    @route("/crm_pipeline/funnel.xlsx", type="http", auth="user", methods=["POST"])
    def funnel(self, filters="{}"):
        """Answer funnel and forecast as a workbook.

        :raises AccessError: without the right to export
        """
        env = request.env
        if not env.user.has_group("base.group_allow_export"):
            raise AccessError(
                env._(
                    "You do not have the right to export. Ask an administrator for it."
                )
            )
        try:
            chosen = json.loads(filters)
        except ValueError:
            raise UserError(
                env._("These filters cannot be read: load the page anew.")
            ) from None
        book = Workbook()
        self._fill(book.active, env._("Sales Funnel"), self._funnel_rows(chosen))
        self._fill(book.create_sheet(), env._("Forecast"), self._forecast_rows(chosen))
        stream = io.BytesIO()
        book.save(stream)
        return request.make_response(
            stream.getvalue(),
            headers=[
                ("Content-Type", SHEET),
                (
                    "Content-Disposition",
                    content_disposition(f"{env._('Sales Funnel')}.xlsx"),
                ),
            ],
        )

    def _fill(self, sheet, title, rows):
        sheet.title = title[:31]
        for row in rows:
            # A text that begins like a formula stays a text.
            sheet.append(row)
        for cell in sheet[1]:
            cell.font = Font(bold=True)
            sheet.column_dimensions[cell.column_letter].width = WIDTH
        for line in sheet.iter_rows(min_row=2):
            if isinstance(line[0].value, str):
                line[0].data_type = "s"

    def _funnel_rows(self, filters):
        env = request.env
        data = env["crm.funnel"].get_data(filters)
        yield [
            env._("Stage"),
            env._("Reached"),
            env._("Open"),
            env._("Amount"),
            env._("Weighted"),
            env._("Conversion"),
            env._("Average Days"),
            env._("Lost"),
        ]
        for stage in data["stages"]:
            yield [
                stage["name"],
                stage["reached"],
                stage["open"],
                stage["amount"],
                stage["weighted"],
                stage["conversion"],
                stage["days"],
                stage["lost"],
            ]

    def _forecast_rows(self, filters):
        env = request.env
        yield [
            env._("Month"),
            env._("Won"),
            env._("Weighted"),
            env._("Target"),
            env._("Reached"),
        ]
        for row in env["crm.funnel"].get_forecast(filters)["months"]:
            yield [
                row["month"],
                row["won"],
                row["weighted"],
                row["target"],
                row["part"],
            ]
