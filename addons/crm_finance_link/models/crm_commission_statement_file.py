from odoo import models
from odoo.exceptions import UserError

from odoo.addons.crm_contract.tools import html_pdf

from ..tools.workbook import Sheet, workbook


class CrmCommissionStatement(models.Model):
    """Statements as files: a workbook for wages, a page to be signed."""

    _inherit = "crm.commission.statement"

    def action_export(self):
        """Give a workbook: one sheet of the people, one of every entry behind it."""
        if not self:
            raise UserError(self.env._("Choose the statements to export."))
        self.check_access("read")
        data = workbook(self._get_people_sheet(), self._get_entries_sheet())
        name = self.env._("Commission %(month)s.xlsx", month=self._months())
        return self.env["ir.attachment"]._offer(name, data)

    def action_print(self):
        """Give the statements as one PDF, a page a person and month, to be signed."""
        if not self:
            raise UserError(self.env._("Choose the statements to print."))
        self.check_access("read")
        engine = html_pdf.find_engine()
        if not engine:
            raise UserError(
                self.env._(
                    "This server has no PDF engine: export the statements to Excel, or "
                    "have an administrator install chromium or wkhtmltopdf."
                )
            )
        page = self.env["ir.qweb"]._render(
            "crm_finance_link.crm_commission_statement_page",
            {"docs": self, "lang": self.env.lang},
        )
        try:
            pdf = html_pdf.render(str(page), engine)
        except html_pdf.EngineError as error:
            raise UserError(
                self.env._(
                    "%(engine)s could not make the PDF of %(month)s (%(error)s): "
                    "export the statements to Excel, or try again.",
                    engine=engine[0],
                    month=self._months(),
                    error=error,
                )
            ) from error
        name = self.env._("Commission %(month)s.pdf", month=self._months())
        return self.env["ir.attachment"]._offer(name, pdf)

    def _months(self):
        months = sorted(set(self.mapped("month_text")))
        return "_".join(dict.fromkeys((months[0], months[-1])))

    def _get_people_sheet(self):
        states = dict(self._fields["state"]._description_selection(self.env))
        return Sheet(
            self.env._("Statements"),
            self._titles("user_id", "month", "team_id", "amount_earned", "amount_back")
            + self._titles("amount_total", "state"),
            [
                (
                    statement.user_id.name,
                    statement.month_text,
                    statement.team_id.name or "",
                    statement.amount_earned,
                    statement.amount_back,
                    statement.amount_total,
                    states[statement.state],
                )
                for statement in self
            ],
            totals=range(3, 6),
            total_label=self.env._("Total"),
        )

    def _titles(self, *names):
        return [self._fields[name]._description_string(self.env) for name in names]

    def _get_entries_sheet(self):
        entries = self.entry_ids
        fields = entries._fields
        names = ("user_id", "date", "kind", "role", "contract_id", "partner_id")
        amounts = ("received", "received_untaxed", "share", "base", "amount")
        selections = {
            name: dict(fields[name]._description_selection(self.env))
            for name in ("kind", "role")
        }
        return Sheet(
            self.env._("Commission Entries"),
            [
                fields[name]._description_string(self.env)
                for name in (*names, *amounts, "explanation")
            ],
            [
                (
                    entry.user_id.name,
                    entry.date,
                    selections["kind"][entry.kind],
                    selections["role"][entry.role],
                    # Whoever has a part need not read the contract itself.
                    entry.sudo().contract_id.display_name,
                    entry.sudo().partner_id.name,
                    *(entry[name] for name in amounts),
                    entry.explanation,
                )
                for entry in entries
            ],
            totals=(9, 10),
            total_label=self.env._("Total"),
        )
