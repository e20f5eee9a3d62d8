from odoo import api, models
from odoo.tools import format_date, html2plaintext

from ..tools import quotation_difference as rules

# Of a line, in the order they are told.
LINE_VALUES = ("name", "quantity", "unit", "price", "discount", "taxes", "amount")
# Of the whole quotation.
HEAD_VALUES = (
    "customer",
    "currency",
    "validity",
    "payment_term",
    "untaxed",
    "tax",
    "total",
)


class SaleOrder(models.Model):
    """What changed between two revisions of a quotation, for people to read."""

    _inherit = "sale.order"

    def _get_difference(self, newer):
        """Return what ``newer`` changed of this quotation, for its widget.

        :return: ``{"old", "new", "lines", "values", "terms", "is_same"}``, all texts
            in the reader's language and in each revision's own currency
        """
        self.ensure_one()
        old, new = self._get_difference_lines(), newer._get_difference_lines()
        lines = [
            self._say_line_change(newer, change)
            for change in rules.changed_lines(old, new, LINE_VALUES)
        ]
        values = [
            self._say_change(newer, change)
            for change in rules.changed_values(
                self._get_difference_head(), newer._get_difference_head(), HEAD_VALUES
            )
        ]
        terms = [
            {"kind": kind, "text": text}
            for kind, text in rules.changed_text(
                html2plaintext(self.note or ""), html2plaintext(newer.note or "")
            )
        ]
        return {
            "old": self.name,
            "new": newer.name,
            "lines": lines,
            "values": values,
            "terms": terms,
            "is_same": not (lines or values or terms),
        }

    def _get_difference_lines(self):
        """Return the lines as plain values, sections and notes among them."""
        return [
            {
                "product": line.product_id.id,
                "title": line.product_id.name or line.name or "",
                "is_text": bool(line.display_type),
                "name": line.name or "",
                "quantity": line.product_uom_qty,
                "unit": line.product_uom_id.name or "",
                "price": line.price_unit,
                "discount": line.discount,
                "taxes": ", ".join(sorted(line.tax_ids.mapped("name"))),
                "amount": line.price_subtotal,
            }
            for line in self.order_line.sorted(lambda line: (line.sequence, line.id))
        ]

    def _get_difference_head(self):
        return {
            "customer": self.partner_id.display_name,
            "currency": self.currency_id.name,
            "validity": self.validity_date,
            "payment_term": self.payment_term_id.name or "",
            "untaxed": self.amount_untaxed,
            "tax": self.amount_tax,
            "total": self.amount_total,
        }

    # -- words -------------------------------------------------------------------------

    @api.model
    def _difference_labels(self):
        order, line = self._fields, self.order_line._fields
        labels = {
            "customer": order["partner_id"],
            "currency": order["currency_id"],
            "validity": order["validity_date"],
            "payment_term": order["payment_term_id"],
            "untaxed": order["amount_untaxed"],
            "total": order["amount_total"],
            "tax": order["amount_tax"],
            "name": line["name"],
            "quantity": line["product_uom_qty"],
            "unit": line["product_uom_id"],
            "price": line["price_unit"],
            "discount": line["discount"],
            "taxes": line["tax_ids"],
            "amount": line["price_subtotal"],
        }
        return {
            what: field._description_string(self.env) for what, field in labels.items()
        }

    def _say_value(self, what, value):
        """Return one value of this revision as people write it."""
        if what in ("untaxed", "tax", "total", "price", "amount"):
            return self.currency_id.format(value)
        if what == "discount":
            return f"{value:g} %"
        if what == "quantity":
            return f"{value:,g}"
        if what == "validity":
            return format_date(self.env, value) if value else ""
        return value or ""

    def _say_change(self, newer, change):
        return {
            "what": self._difference_labels()[change.what],
            "old": self._say_value(change.what, change.old),
            "new": newer._say_value(change.what, change.new),
        }

    def _say_line_change(self, newer, change):
        shown = change.new or change.old
        owner = newer if change.new else self
        text = ""
        if not shown["is_text"]:
            text = self.env._(
                "%(quantity)s %(unit)s × %(price)s = %(amount)s",
                **{
                    what: owner._say_value(what, shown[what])
                    for what in ("quantity", "unit", "price", "amount")
                },
            )
        return {
            "kind": change.kind,
            "title": shown["title"],
            "text": text,
            "changes": [self._say_change(newer, one) for one in change.changes],
        }
