from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import fapiao as rules
from ..tools.workbook import Sheet, workbook

PRICE_DIGITS = 6


class CrmFapiao(models.Model):
    """The file of pending applications, in the layout of the tax software."""

    _inherit = "crm.fapiao"

    def action_export(self):
        """Give a workbook of these applications; finance only.

        :raise UserError: one of them is not applied, or there is no layout
        """
        self._check_finance()
        if not self:
            raise UserError(self.env._("Choose the applications to hand over."))
        for fapiao in self:
            fapiao._check_state("applied")
        layout = self.env["crm.fapiao.layout"]._get_default(self.company_id[:1])
        if not layout:
            raise UserError(
                self.env._(
                    "There is no layout for the tax software. Make one under "
                    "Accounting › Configuration › Fapiao File Layouts."
                )
            )
        name = self.env._("Fapiao applications %(day)s.xlsx", day=self._today_text())
        action = self.env["ir.attachment"]._offer(name, self._workbook(layout))
        # What was handed over is a fact of the file, not typed by anybody.
        self.sudo().exported_at = fields.Datetime.now()
        return action

    @api.model
    def _today_text(self):
        return fields.Date.to_string(fields.Date.context_today(self))

    def _workbook(self, layout):
        """Return the bytes of a workbook with a row for each line of the invoices."""
        columns = layout.column_ids
        rows = [row for fapiao in self.sorted("id") for row in fapiao._get_rows()]
        return workbook(
            Sheet(
                layout.sheet,
                columns.mapped("title"),
                [columns._get_cells(row) for row in rows],
            )
        )

    def _get_rows(self):
        """Return what each line of the invoice says, by source of a column."""
        self.ensure_one()
        move = self.move_id
        lines = move.invoice_line_ids.filtered(
            lambda line: line.display_type == "product"
        )
        unit = self.currency_id.rounding
        taxes = [
            round((line.price_total - line.price_subtotal) / unit) for line in lines
        ]
        taxes = rules.spread_tax(taxes, round(self.amount_tax / unit))
        sign = -1 if self.is_red else 1
        head = self._get_head()
        return [
            {**head, **self._get_line_values(line, sign, tax * unit)}
            for line, tax in zip(lines, taxes, strict=True)
        ]

    def _get_head(self):
        labels = dict(self._fields["fapiao_type"]._description_selection(self.env))
        return {
            "application": self.name,
            "invoice": self.move_id.name,
            "contract": self.contract_id.name,
            "type": labels[self.fapiao_type],
            "buyer_name": self.buyer_name,
            "buyer_tax_number": self.buyer_tax_number,
            "buyer_address": " ".join(
                filter(None, (self.buyer_address, self.buyer_phone))
            ),
            "buyer_bank": " ".join(filter(None, (self.buyer_bank, self.buyer_account))),
            "email": self.email,
            "note": self.note,
            "red_number": self.original_id.number,
        }

    def _get_line_values(self, line, sign, tax):
        untaxed = self.currency_id.round(line.price_subtotal)
        tax = self.currency_id.round(tax)
        quantity = line.quantity or 1.0
        rates = line.tax_ids.filtered(lambda rate: rate.amount_type == "percent")
        return {
            # The first line names the work, the others say whose instalment it is.
            "item": (line.name or line.product_id.display_name or "").split("\n")[0],
            "tax_code": line.product_id.fapiao_tax_code,
            "unit": line.product_uom_id.name,
            "quantity": sign * quantity,
            "price": round(untaxed / quantity, PRICE_DIGITS),
            "untaxed": sign * untaxed,
            "rate": f"{sum(rates.mapped('amount')):g}%",
            "tax": sign * tax,
            "total": sign * self.currency_id.round(untaxed + tax),
        }
