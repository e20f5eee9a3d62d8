import json

from odoo.exceptions import UserError
from odoo.http import Controller, content_disposition, request, route

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ReceivablesController(Controller):
    @route(
        "/crm_finance_link/receivables.xlsx",
        type="http",
        auth="user",
        methods=["GET", "POST"],
        readonly=True,
    )
    def receivables(self, domain="[]", group="partner_id", day=""):
        """Answer the aged receivables as a workbook, as the user's filters say."""
        env = request.env
        try:
            chosen = json.loads(domain)
        except ValueError:
            raise UserError(
                env._("These filters cannot be read: load the page anew.")
            ) from None
        report = env["crm.receivable.report"].with_context(receivables_at=day or False)
        content = report._export_xlsx(chosen, group)
        name = f"{env._('Aged Receivables')} {report._get_day()[0]}.xlsx"
        return request.make_response(
            content,
            headers=[
                ("Content-Type", SHEET),
                ("Content-Disposition", content_disposition(name)),
            ],
        )
