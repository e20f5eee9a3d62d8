"""Workbooks as bytes: titles, rows, and totals where there are any."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import xlsxwriter

WIDTH = 20
#: a number that is nearer than this to whole cents is shown as money
TINY = 1e-7
#: what looks like a formula or an address in a cell stays plain text
PLAIN = {"strings_to_formulas": False, "strings_to_urls": False}

Cell = str | float | int | date | None


@dataclass(frozen=True)
class Sheet:
    """One sheet; ``totals`` names the places of the columns that are added up."""

    name: str
    titles: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    totals: Sequence[int] = ()
    total_label: str = ""


def workbook(*sheets: Sheet) -> bytes:
    """Return an xlsx file; numbers are numbers, days are days, text stays text.

    >>> workbook(Sheet("A", ["x"], [[1.5], [2.0]], [0]))[:2]
    b'PK'
    """
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output, {"in_memory": True, **PLAIN})
    formats = {
        "title": book.add_format({"bold": True}),
        "money": book.add_format({"num_format": "#,##0.00"}),
        "total": book.add_format({"bold": True, "num_format": "#,##0.00", "top": 1}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    for sheet in sheets:
        _write_sheet(book.add_worksheet(sheet.name), sheet, formats)
    book.close()
    return output.getvalue()


def _write_sheet(page: object, sheet: Sheet, formats: dict) -> None:
    for place, title in enumerate(sheet.titles):
        page.write_string(0, place, title, formats["title"])
    page.set_column(0, max(len(sheet.titles) - 1, 0), WIDTH)
    page.freeze_panes(1, 0)
    line, sums = 0, dict.fromkeys(sheet.totals, 0.0)
    for line, row in enumerate(sheet.rows, 1):
        for place, value in enumerate(row):
            _write_cell(page, line, place, value, formats)
        for place in sums:
            sums[place] += row[place] or 0.0
    if sums:
        page.write_string(line + 1, 0, sheet.total_label, formats["total"])
    for place, total in sums.items():
        page.write_number(line + 1, place, round(total, 6), formats["total"])


def _write_cell(
    page: object, line: int, place: int, value: Cell, formats: dict
) -> None:
    if isinstance(value, bool) or value is None:
        page.write_string(line, place, "")
    elif isinstance(value, float):
        is_money = abs(round(value, 2) - value) < TINY
        page.write_number(line, place, value, formats["money"] if is_money else None)
    elif isinstance(value, int):
        page.write_number(line, place, value)
    elif isinstance(value, date):
        page.write_datetime(line, place, value, formats["day"])
    else:
        page.write_string(line, place, value)
