"""Read an uploaded table (csv, txt, xlsx, xls) into plain text cells.

The one entry is :func:`read_table`. Nothing of the file is dropped silently: what
could not be taken as it stood is named in ``Table.notes``, and lines above the
header are kept in ``Table.preamble``.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from .tabular_text import TabularError, clean_cell, parse_text

MAX_ROWS = 200_000
#: unpacked size of an xlsx above which we refuse to open it (a "zip bomb")
MAX_UNPACKED = 400 * 1024 * 1024
#: lines among which the header is looked for
HEADER_WINDOW = 20

Row = tuple[int, tuple[str, ...]]
IsHeader = Callable[[str], bool]


@dataclass(frozen=True)
class Table:
    """A table as text.

    ``rows`` holds (line number in the file counted from 1, cells), each with as
    many cells as ``headers``; ``notes`` holds (code, detail) pairs.
    """

    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    header_line: int
    source: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    preamble: tuple[str, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()


def read_table(
    data: bytes, filename: str = "", is_header: IsHeader | None = None
) -> Table:
    """Read ``data``; the kind of file is told by its content, not by its name.

    :param is_header: says whether a cell is a column title we know
    :raise TabularError: code 'empty', 'encrypted', 'corrupt', 'not_a_table',
        'no_rows' or 'too_large'

    >>> t = read_table("客户名称,预算\\n云栖酒店,１２万\\n".encode("gbk"))
    >>> t.headers, t.rows, t.encoding
    (('客户名称', '预算'), ((2, ('云栖酒店', '１２万')),), 'GBK')
    """
    if not data or not data.strip(b"\x00 \t\r\n"):
        raise TabularError("empty")
    known = is_header or (lambda _cell: False)
    if data[:4] == b"PK\x03\x04":
        meta, lines = _read_xlsx(data)
    elif data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        meta, lines = _read_ole(data)
    else:
        meta, lines = parse_text(data, known)
    lines = [(number, cells) for number, cells in lines if any(cells)]
    if not lines:
        raise TabularError("empty")
    if len(lines) > MAX_ROWS:
        raise TabularError("too_large", str(MAX_ROWS))
    return _shape(meta, lines, known)


def cell_text(value: object) -> str:
    """Show a spreadsheet cell as the text that a person sees there.

    >>> cell_text(13800138000.0), cell_text(0.1), cell_text(None), cell_text(True)
    ('13800138000', '0.1', '', 'TRUE')
    >>> cell_text(datetime(2026, 3, 5)), cell_text(datetime(2026, 3, 5, 9, 30))
    ('2026-03-05', '2026-03-05 09:30:00')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        if value.time() == time(0):
            return value.date().isoformat()
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, (date, time)):
        return value.isoformat()
    return clean_cell(str(value))


def find_header(lines: list[Row], is_header: IsHeader) -> int:
    """Give the index of the header among ``lines``.

    The line with most known titles wins; without any, the first line that is as
    wide as most of the table.

    >>> lines = [(1, ("某某公司客户表", "")), (2, ("客户名称", "电话"))]
    >>> find_header(lines, {"客户名称", "电话"}.__contains__)
    1
    """
    window = lines[:HEADER_WINDOW]
    scores = [sum(map(is_header, cells)) for _number, cells in window]
    best = max(scores)
    if best:
        return scores.index(best)
    widths = sorted(sum(map(bool, cells)) for _number, cells in lines[:200])
    usual = widths[len(widths) // 2]
    for index, (_number, cells) in enumerate(window):
        if sum(map(bool, cells)) >= usual:
            return index
    return 0


def unique_headers(cells: Iterable[str], width: int) -> tuple[str, ...]:
    """Name every column: blank ones by letter, repeated ones by number.

    >>> unique_headers(["备注", "", "备注"], 4)
    ('备注', '(B)', '备注 (2)', '(D)')
    """
    names: list[str] = []
    given = [re.sub(r"\s+", " ", cell)[:200] for cell in cells]
    for index in range(max(width, len(given))):
        name = given[index] if index < len(given) else ""
        name = name or f"({_letter(index)})"
        base, count = name, 2
        while name in names:
            name, count = f"{base} ({count})", count + 1
        names.append(name)
    return tuple(names)


def _letter(index: int) -> str:
    """Name a column as a spreadsheet does: 0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def _shape(meta: dict, lines: list[Row], is_header: IsHeader) -> Table:
    """Cut ``lines`` into preamble, header and rows of equal width."""
    at = find_header(lines, is_header)
    number, header = lines[at]
    body = lines[at + 1 :]
    if not body:
        raise TabularError("no_rows", " | ".join(filter(None, header))[:200])
    # columns are counted by what is in them: a sheet may be formatted far right
    width = 1 + max(
        index
        for _number, cells in (lines[at], *body)
        for index, cell in enumerate(cells)
        if cell
    )
    rows = tuple(
        (line, (cells + ("",) * (width - len(cells)))[:width]) for line, cells in body
    )
    preamble = tuple(" ".join(filter(None, cells)) for _n, cells in lines[:at])
    return Table(
        headers=unique_headers(header[:width], width),
        rows=rows,
        header_line=number,
        preamble=preamble,
        **meta,
    )


def _read_xlsx(data: bytes) -> tuple[dict, list[Row]]:
    """Read the first sheet that holds anything."""
    import openpyxl  # heavy: only when a workbook comes in

    has_formulas = _check_archive(data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        source = (
            openpyxl.load_workbook(io.BytesIO(data), read_only=True)
            if has_formulas
            else None
        )
        lines, title = [], ""
        others = []
        for sheet in book.worksheets:
            if lines:
                others.append(sheet.title)
                continue
            title = sheet.title
            formulas = source[title] if source else None
            lines = _sheet_lines(sheet, formulas)
    except TabularError:
        raise
    except Exception as error:  # openpyxl raises anything on bad files
        raise TabularError("corrupt", str(error)[:200]) from error
    notes = (("other_sheets", ", ".join(others)),) if others else ()
    return {"source": "xlsx", "sheet": title, "notes": notes}, lines


def _sheet_lines(sheet: Any, formulas: Any) -> list[Row]:
    """Text of a sheet; a formula that was never calculated stays as its formula."""
    if not hasattr(sheet, "iter_rows"):  # a chart sheet
        return []
    sheet.reset_dimensions()
    if formulas is not None:
        formulas.reset_dimensions()
        pairs = zip(
            sheet.iter_rows(values_only=True),
            formulas.iter_rows(values_only=True),
            strict=False,
        )
    else:
        pairs = ((values, ()) for values in sheet.iter_rows(values_only=True))
    lines: list[Row] = []
    for number, (values, sources) in enumerate(pairs, start=1):
        cells = [cell_text(value) for value in values]
        for index, formula in enumerate(sources):
            if not cells[index] and formula is not None:
                cells[index] = cell_text(formula)
        if any(cells):
            lines.append((number, tuple(cells)))
        if len(lines) > MAX_ROWS + HEADER_WINDOW:
            raise TabularError("too_large", str(MAX_ROWS))
    return lines


def _check_archive(data: bytes) -> bool:
    """Refuse what is no workbook; tell whether any sheet holds formulas."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            if "xl/workbook.xml" not in names:
                raise TabularError("not_a_table")
            if sum(member.file_size for member in members) > MAX_UNPACKED:
                raise TabularError("too_large", str(MAX_ROWS))
            sheets = [n for n in names if n.startswith("xl/worksheets/")]
            return any(
                b"<f>" in content or b"<f " in content
                for content in map(archive.read, sheets)
            )
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, ValueError) as error:
        if isinstance(error, TabularError):
            raise
        raise TabularError("corrupt", str(error)[:200]) from error
    except Exception as error:  # zlib.error and its like
        raise TabularError("corrupt", str(error)[:200]) from error


def _read_ole(data: bytes) -> tuple[dict, list[Row]]:
    """Old .xls, or a workbook under a password (both are OLE containers)."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise TabularError("encrypted")
    import xlrd  # Odoo's own requirement; only for old workbooks

    try:
        book = xlrd.open_workbook(file_contents=data, logfile=io.StringIO())
    except xlrd.XLRDError as error:
        code = "encrypted" if "encrypt" in str(error).lower() else "not_a_table"
        raise TabularError(code, str(error)[:200]) from error
    except Exception as error:  # xlrd raises anything on bad files
        raise TabularError("corrupt", str(error)[:200]) from error
    sheets = [sheet for sheet in book.sheets() if sheet.nrows]
    if not sheets:
        raise TabularError("empty")
    lines = [
        (index + 1, tuple(_xls_text(cell, book.datemode) for cell in row))
        for index, row in enumerate(sheets[0].get_rows())
    ]
    others = ", ".join(sheet.name for sheet in sheets[1:])
    notes = (("other_sheets", others),) if others else ()
    return {"source": "xls", "sheet": sheets[0].name, "notes": notes}, lines


def _xls_text(cell: Any, datemode: int) -> str:
    """Text of an old workbook's cell."""
    import xlrd

    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return cell_text(xlrd.xldate_as_datetime(cell.value, datemode))
        except (ValueError, OverflowError):
            return cell_text(cell.value)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return cell_text(bool(cell.value))
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#ERROR!")
    return cell_text(cell.value)
