import io
import json
from urllib.parse import urlencode

import xlsxwriter

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..tools.ageing import BUCKETS

#: Longer lists are exported by narrowing the filters.
MAX_ROWS = 200_000
MONEY_WIDTH, DAY_WIDTH = 16, 12


class CrmReceivableReport(models.Model):
    """Aged receivables as a workbook: sums by group, and every entry behind them."""

    _inherit = "crm.receivable.report"

    @api.model
    def _get_export_groups(self):
        """Hook: what the sums may be grouped by, field name -> width of its column."""
        return {
            "partner_id": 36,
            "user_id": 16,
            "team_id": 16,
            "contract_id": 24,
            "company_id": 36,
        }

    def action_export_xlsx(self):
        """Download what is selected, else what the list shows by its filters.

        The sums are those of the list's first group (``receivables_group`` of the
        context), or of customers.
        """
        domain = self.env.context.get("active_domain") or []
        if self:
            domain = [("id", "in", self.ids)]
        wanted = {
            "domain": json.dumps(domain, default=str),
            "day": self.env.context.get("receivables_at") or "",
            "group": self.env.context.get("receivables_group") or "partner_id",
        }
        return {
            "type": "ir.actions.act_url",
            "url": f"/crm_finance_link/receivables.xlsx?{urlencode(wanted)}",
            "target": "download",
        }

    @api.model
    def _export_xlsx(self, domain, group="partner_id"):
        """Return the workbook of the receivables that match ``domain``.

        The user's rules and companies apply, and ``receivables_at`` of the context.

        :raises AccessError: without the right to export
        """
        if not self.env.user.has_group("base.group_allow_export"):
            raise AccessError(
                self.env._(
                    "You do not have the right to export. Ask an administrator for it."
                )
            )
        group = group if group in self._get_export_groups() else "partner_id"
        stream = io.BytesIO()
        with xlsxwriter.Workbook(
            stream, {"in_memory": True, "strings_to_formulas": False}
        ) as book:
            formats = self._add_formats(book)
            self._fill_sums(book, formats, Domain(domain), group)
            self._fill_entries(book, formats, Domain(domain), group)
        return stream.getvalue()

    @api.model
    def _add_formats(self, book):
        bold = {"bold": True, "bg_color": "#E8E8E8", "border": 1}
        return {
            "head": book.add_format({**bold, "text_wrap": True, "align": "center"}),
            "title": book.add_format({"bold": True, "font_size": 14}),
            "text": book.add_format({"border": 1}),
            "money": book.add_format({"border": 1, "num_format": "#,##0.00"}),
            "day": book.add_format({"border": 1, "num_format": "yyyy-mm-dd"}),
            "total": book.add_format({**bold, "num_format": "#,##0.00"}),
        }

    @api.model
    def _get_labels(self, names):
        found = self.fields_get(names, ["string"])
        return [found[name]["string"] for name in names]

    @api.model
    def _amount_names(self):
        return ["amount", *(f"amount_{code}" for code in BUCKETS)]

    @api.model
    def _begin_sheet(self, book, formats, title, labels, widths):
        sheet = book.add_worksheet(title[:31])
        day, _is_past = self._get_day()
        sheet.write(0, 0, self.env._("%(title)s as of %(day)s", title=title, day=day))
        sheet.set_row(0, 22, formats["title"])
        for column, (label, width) in enumerate(zip(labels, widths, strict=True)):
            sheet.write(1, column, label, formats["head"])
            sheet.set_column(column, column, width)
        sheet.freeze_panes(2, 1)
        return sheet

    @api.model
    def _write_totals(self, sheet, formats, row, columns):
        """Write sums over the rows above as formulas, with their values."""
        sheet.write(row, 0, self.env._("Total"), formats["total"])
        for column, value in columns.items():
            name = xlsxwriter.utility.xl_col_to_name(column)
            formula = f"=SUM({name}3:{name}{max(row, 3)})"
            sheet.write_formula(row, column, formula, formats["total"], value)

    @api.model
    def _fill_sums(self, book, formats, domain, group):
        names = self._amount_names()
        rows = self._read_group(
            domain, [group, "currency_id"], [f"{name}:sum" for name in names]
        )
        labels = self._get_labels([group, "currency_id", *names])
        widths = [self._get_export_groups()[group], 8, *([MONEY_WIDTH] * len(names))]
        sheet = self._begin_sheet(
            book, formats, self.env._("Aged Receivables"), labels, widths
        )
        totals = [0.0] * len(names)
        rows.sort(key=lambda row: -row[2])
        for number, (record, currency, *amounts) in enumerate(rows, start=2):
            # Names of customers and people are shown on documents anyway.
            name = record.sudo().display_name or self.env._("Not Assigned")
            sheet.write_string(number, 0, name, formats["text"])
            sheet.write_string(number, 1, currency.name or "", formats["text"])
            for column, amount in enumerate(amounts):
                sheet.write_number(number, column + 2, amount, formats["money"])
                totals[column] += amount
        if len({row[1] for row in rows}) <= 1:  # sums of one currency alone
            columns = {column + 2: total for column, total in enumerate(totals)}
            self._write_totals(sheet, formats, len(rows) + 2, columns)

    @api.model
    def _fill_entries(self, book, formats, domain, group):
        links = ["move_id", "partner_id", "contract_id", "user_id"]
        widths = [20, 36, 22, 14]
        if group not in links:
            links.append(group)
            widths.append(self._get_export_groups()[group])
        names = [*links, "date", "due_date", "days_overdue", "bucket"]
        names += ["currency_id", "amount"]
        widths += [DAY_WIDTH, DAY_WIDTH, 10, 12, 8, MONEY_WIDTH]
        sheet = self._begin_sheet(
            book, formats, self.env._("Entries"), self._get_labels(names), widths
        )
        ages = dict(self._fields["bucket"]._description_selection(self.env))
        rows = self.search_fetch(domain, names, limit=MAX_ROWS)
        days = len(links)
        for number, row in enumerate(rows, start=2):
            known_sudo = row.sudo()  # names, as above
            for column, name in enumerate(links):
                text = known_sudo[name].display_name or ""
                sheet.write_string(number, column, text, formats["text"])
            for column, name in enumerate(("date", "due_date"), start=days):
                sheet.write_datetime(number, column, row[name], formats["day"])
            sheet.write_number(number, days + 2, row.days_overdue, formats["text"])
            sheet.write_string(number, days + 3, ages[row.bucket], formats["text"])
            sheet.write_string(number, days + 4, row.currency_id.name, formats["text"])
            sheet.write_number(number, days + 5, row.amount, formats["money"])
        if len(rows.currency_id) <= 1:
            total = sum(rows.mapped("amount"))
            self._write_totals(sheet, formats, len(rows) + 2, {days + 5: total})
