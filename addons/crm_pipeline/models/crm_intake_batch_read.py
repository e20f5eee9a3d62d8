import base64
from collections import Counter

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import split_every

from ..tools import intake_headers, intake_rules, intake_values, tabular
from ..tools.tabular_text import TabularError
from . import intake_sentences
from .intake_lookup import IntakeLookup
from .intake_sentences import say

SAMPLES = 3
DATE_MEANINGS = ("date_open", "date_close")
STUDIED = (*DATE_MEANINGS, "product", "salesperson")


class CrmIntakeBatch(models.Model):
    """Reading the file: rows as they stand, columns with a proposed meaning."""

    _inherit = "crm.intake.batch"

    def action_read(self):
        """Read the file into rows and columns; may be called again until imported.

        :raise UserError: when there is no file, or it is not a table we can read;
            the file stays with the list
        """
        self.check_access("write")
        for batch in self:
            if batch.state in ("running", "done"):
                raise UserError(
                    self.env._(
                        "The list “%(name)s” is imported already. Make a new list for "
                        "another file.",
                        name=batch.name,
                    )
                )
            # by RPC no language comes along: the notes are for who imports
            batch._as_importer()._read_file()
        return True

    def _read_file(self):
        """Replace rows and columns by what the file holds."""
        self.ensure_one()
        table = self._parse_file()
        # importers may not delete rows, lest one be lost; these are read anew
        self.sudo().row_ids.unlink()
        self.sudo().column_ids.unlink()
        self.kind = intake_headers.detect_kind(table.headers)
        self.env["crm.intake.column"].create(self._prepare_column_vals(table))
        rows = self._prepare_row_vals(table)
        for part in split_every(1000, rows):
            self.env["crm.intake.row"].create(list(part))
        self.write(
            {
                "state": "mapped",
                "findings": False,
                "file_note": "\n".join(self._file_notes(table)),
            }
        )

    def _parse_file(self):
        """Give the file as a table of texts."""
        name = self.filename or self.name
        data = base64.b64decode(self.with_context(bin_size=False).file or b"")
        try:
            return tabular.read_table(
                data, name, is_header=intake_headers.is_known_header
            )
        except TabularError as error:
            term = intake_sentences.FILE[error.code]
            message = say(self.env, term, name=name, detail=error.detail)
            raise UserError(message) from error

    def _prepare_column_vals(self, table):
        samples = {title: [] for title in table.headers}
        for _line, cells in table.rows[:200]:
            for title, text in zip(table.headers, cells, strict=True):
                seen = samples[title]
                if text and len(seen) < SAMPLES and text[:40] not in seen:
                    seen.append(text[:40])
        return [
            {
                "batch_id": self.id,
                "sequence": index,
                "title": title,
                "sample": " · ".join(samples[title]),
            }
            for index, title in enumerate(table.headers)
        ]

    def _prepare_row_vals(self, table):
        return [
            {
                "batch_id": self.id,
                "line_number": line,
                "raw": {
                    title: text
                    for title, text in zip(table.headers, cells, strict=True)
                    if text
                },
            }
            for line, cells in table.rows
        ]

    def _file_notes(self, table):
        """Say what was found out about the file, a sentence each."""
        unknown = intake_headers.propose_mapping(table.headers, self.kind).unknown()
        found = [
            ("encoding", table.encoding),
            ("sheet", table.sheet),
            ("header", table.header_line if table.header_line > 1 else ""),
            ("preamble", " / ".join(filter(None, table.preamble))[:500]),
            ("unknown_columns", ", ".join(unknown)),
        ]
        quiet = [(code, detail) for code, detail in found if detail]
        return [
            say(self.env, intake_sentences.NOTES[code], detail=detail)
            for code, detail in (*quiet, *table.notes)
        ]

    # -- what only the whole column tells --------------------------------------------

    def _study_columns(self):
        """Find out the order of dates, the units and the spellings of products."""
        self.ensure_one()
        titles = {
            column.field_name: column.title
            for column in reversed(self.column_ids)
            if column.field_name
        }
        wanted = [m for m in STUDIED if m in titles]
        texts = {meaning: [] for meaning in wanted}
        for raw in self.row_ids.mapped("raw"):
            for meaning in wanted:
                text = (raw or {}).get(titles[meaning])
                if text:
                    texts[meaning].append(text)
        notes = (self.file_note or "").splitlines()
        dates = self._find_date_orders(texts, notes)
        self._find_unknown_users(texts.get("salesperson", ()), notes)
        products = intake_rules.spellings(
            Counter(texts.get("product", ())), self._known_products()
        )
        units = {
            meaning: intake_headers.amount_unit(titles[meaning])
            for meaning in ("amount",)
            if meaning in titles
        }
        self.write(
            {
                "findings": {"dates": dates, "products": products, "units": units},
                "file_note": "\n".join(notes),
            }
        )

    def _find_date_orders(self, texts, notes):
        """Give {meaning: order}; say in ``notes`` what was decided."""
        lang = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        default = "mdy" if (lang.date_format or "").startswith("%m") else "dmy"
        written = [text for meaning in DATE_MEANINGS for text in texts.get(meaning, ())]
        if self.date_order != "auto":
            found = intake_values.DateOrder(self.date_order)
        else:
            # one list is written by one hand: its date columns are read alike
            found = intake_values.detect_date_order(written, default)
        if found.order and written:
            code = "date_order" if found.is_certain else "date_order_open"
            order = intake_sentences.translated(
                self.env, intake_sentences.ORDERS[found.order]
            )
            sentence = say(self.env, intake_sentences.NOTES[code], detail=order)
            if sentence not in notes:
                notes.append(sentence)
        return {meaning: found.order or default for meaning in DATE_MEANINGS}

    def _find_unknown_users(self, names, notes):
        """Say once which salespeople of the list are no users."""
        users = IntakeLookup(self).users
        unknown = sorted({name for name in names if not users.find(name)})
        if unknown:
            detail = ", ".join(unknown)[:1000]
            term = intake_sentences.NOTES["unknown_users"]
            notes.append(say(self.env, term, detail=detail))

    def _known_products(self):
        """Names of products and services that opportunities have already."""
        groups = self.env["crm.lead"]._read_group(
            [
                ("product_interest", "!=", False),
                ("company_id", "=", self.company_id.id),
            ],
            ["product_interest"],
            limit=500,
        )
        return [name for (name,) in groups]
