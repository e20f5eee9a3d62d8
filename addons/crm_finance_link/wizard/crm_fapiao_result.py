from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools import fapiao as rules

ROLES = ("application", "number", "date", "total")
NEEDED = ("application", "number", "date")


class CrmFapiaoResult(models.TransientModel):
    """The result file of the tax software: numbers for the applications of it.

    The same file a second time changes nothing; a row that cannot be taken over is
    named with its line and its reason, and the others are.
    """

    _name = "crm.fapiao.result"
    _inherit = ["crm.table.import.mixin"]
    _description = "Import Fapiao Numbers"

    layout_id = fields.Many2one(
        "crm.fapiao.layout",
        required=True,
        default=lambda self: self.env["crm.fapiao.layout"]._get_default(
            self.env.company
        ),
    )
    line_ids = fields.One2many("crm.fapiao.result.line", "result_id", readonly=True)
    summary = fields.Char(readonly=True)

    def action_import(self):
        """Take the numbers over and show what became of each row."""
        self.ensure_one()
        self.env["crm.fapiao"]._check_finance()
        rows = self._read_numbers()
        names = {row["application"] for row in rows}
        found = self.env["crm.fapiao"].search(
            [
                ("name", "in", sorted(names)),
                ("company_id", "in", self.env.companies.ids),
            ]
        )
        by_name = {fapiao.name: fapiao for fapiao in found}
        results = [
            self._import_row(row, by_name.get(row["application"]))
            for row in self._merged(rows)
        ]
        self.line_ids = [
            Command.clear(),
            *(Command.create(values) for values in results),
        ]
        counts = [
            sum(values["outcome"] == outcome for values in results)
            for outcome in ("issued", "same", "failed")
        ]
        self.summary = self.env._(
            "%(issued)s issued, %(same)s known already, %(failed)s not taken over",
            issued=counts[0],
            same=counts[1],
            failed=counts[2],
        )
        return self._show_again(self.env._("Import Fapiao Numbers"))

    def _read_numbers(self):
        """Return the rows of the file that bring a number."""
        titles = {role: self.layout_id[f"result_{role}"] for role in ROLES}
        return [
            row
            for row in self._read_rows(titles, NEEDED)
            if row["application"] and row["number"]
        ]

    @api.model
    def _merged(self, rows):
        """Yield one row a fapiao: software writes one for each of its items."""
        groups = {}
        for row in rows:
            groups.setdefault((row["application"], row["number"]), []).append(row)
        for found in groups.values():
            yield {**found[0], "totals": [row.get("total") or "" for row in found]}

    def _import_row(self, row, fapiao):
        values = {
            "line": row["line"],
            "application": row["application"],
            "number": row["number"],
            "fapiao_id": fapiao.id if fapiao else False,
        }
        try:
            with self.env.cr.savepoint():
                return {**values, "outcome": self._take_over(row, fapiao)}
        except UserError as error:
            return {**values, "outcome": "failed", "reason": str(error)}

    def _take_over(self, row, fapiao):
        if not fapiao:
            raise UserError(
                self.env._("There is no application %(name)s.", name=row["application"])
            )
        number = rules.normalise_number(row["number"])
        if fapiao.state in ("issued", "reversed") and fapiao.number == number:
            return "same"
        if rules.looks_cut(number):
            raise UserError(
                self.env._(
                    "“%(number)s” seems to be cut by a spreadsheet. Save the column as "
                    "text, or type the number on the application.",
                    number=row["number"],
                )
            )
        date = self._read_date(row["date"])
        fapiao._issue(number, date, self._read_total(row, fapiao))
        return "issued"

    def _read_total(self, row, fapiao):
        """Return the total that the file tells: once, or as the sum of its items."""
        totals = [float(self._read_amount(text)) for text in row["totals"] if text]
        if not totals:
            return None
        is_once = not fapiao.currency_id.compare_amounts(
            abs(totals[0]), fapiao.amount_total
        )
        return totals[0] if is_once else sum(totals)
