"""Read delimited text of unknown encoding and delimiter (see ``tabular``)."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable

DELIMITERS = (",", "\t", ";", "|", "，")
#: above any cell that people make; csv's own limit is 131,072 characters
FIELD_LIMIT = 16 * 1024 * 1024

_BINARY_STARTS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf")
_BINARY_STARTS += (b"\x1f\x8b", b"BM", b"\x7fELF", b"MZ")


class TabularError(ValueError):
    """A file that cannot be read as a table; ``code`` says why."""

    def __init__(self, code: str, detail: str = ""):
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


def parse_text(data: bytes, is_header: Callable[[str], bool]) -> tuple[dict, list]:
    """Give (what the file is, lines of cells) of delimited text.

    >>> meta, lines = parse_text(b"a;b\\n1;2", lambda cell: False)
    >>> meta["delimiter"], lines
    (';', [(1, ('a', 'b')), (2, ('1', '2'))])
    """
    notes: list[tuple[str, str]] = []
    text, encoding = decode(data)
    if "\x00" in text:
        notes.append(("nul_removed", str(text.count("\x00"))))
        text = text.replace("\x00", "")
    if not text.strip():
        raise TabularError("empty")
    if looks_binary(data, text):
        raise TabularError("not_a_table")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    delimiter = find_delimiter(text)
    lines, is_broken = split_lines(text, delimiter)
    if is_broken:
        notes.append(("quotes_broken", ""))
    if not delimiter and not any(is_header(cells[0]) for _n, cells in lines[:20]):
        raise TabularError("not_a_table")
    meta = {
        "source": "csv",
        "encoding": encoding,
        "delimiter": delimiter,
        "notes": tuple(notes),
    }
    return meta, lines


def clean_cell(text: str) -> str:
    r"""Drop what no database text can hold and blanks at both ends.

    >>> clean_cell(" \u200b云栖\x00酒店\ufeff ")
    '云栖酒店'
    """
    return re.sub("[\x00\ufeff\u200b\u2060\ud800-\udfff]", "", text).strip(
        " \t\r\n\v\f\xa0\u3000"
    )


def decode(data: bytes) -> tuple[str, str]:
    """Decode ``data``; GBK is told from UTF-8 by what is valid.

    >>> decode("客户".encode("gb18030")), decode(codecs.BOM_UTF8 + b"a")
    (('客户', 'GBK'), ('a', 'UTF-8-BOM'))
    >>> decode("㐂客".encode("gb18030"))[1], decode("é,".encode("latin-1"))[1]
    ('GB18030', 'Latin-1')
    """
    for bom, name, label in (
        (codecs.BOM_UTF8, "utf-8-sig", "UTF-8-BOM"),
        (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
        (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
    ):
        if data.startswith(bom):
            # a damaged byte becomes a visible mark rather than the end of the list
            return data.decode(name, errors="replace"), label
    for name, label in (("utf-8", "UTF-8"), ("gbk", "GBK"), ("gb18030", "GB18030")):
        try:
            return data.decode(name), label
        except UnicodeDecodeError:
            continue
    text = data.decode("utf-8", errors="replace")
    if text.count("\ufffd") * 50 < len(text) and re.search("[\u4e00-\u9fff]", text):
        return text, "UTF-8"
    text = data.decode("gb18030", errors="replace")
    if text.count("\ufffd") * 50 < len(text) and re.search("[\u4e00-\u9fff]", text):
        return text, "GB18030"
    return data.decode("latin-1"), "Latin-1"


def looks_binary(data: bytes, text: str) -> bool:
    """Tell whether this is a picture, a PDF or the like.

    >>> looks_binary(b"%PDF-1.7", ""), looks_binary(b"a,b", "a,b")
    (True, False)
    """
    if data.startswith(_BINARY_STARTS) and not text.startswith("BM,"):
        return True
    head = text[:20000]
    odd = len(re.findall("[\x01-\x08\x0e-\x1f\x7f-\x9f]", head))
    return odd * 20 > len(head)


def find_delimiter(text: str) -> str:
    """Find the delimiter whose count is most alike over the lines; '' for none.

    >>> find_delimiter("a\\tb,c\\n1\\t2\\n"), find_delimiter("客户\\n云栖")
    ('\\t', '')
    """
    sample = [line for line in text[:200_000].split("\n") if line.strip()][:60]
    if not sample:
        return ""
    best, best_score = "", 0.0
    for delimiter in DELIMITERS:
        # quoted cells may hold the delimiter: count outside of quotes
        counts = [re.sub('"[^"]*"', "", line).count(delimiter) for line in sample]
        usual = max(set(counts), key=lambda n: (counts.count(n) if n else 0, n))
        score = counts.count(usual) * min(usual, 3) if usual else 0
        if score > best_score:
            best, best_score = delimiter, score
    return best


def split_lines(text: str, delimiter: str) -> tuple[list, bool]:
    """Cut ``text`` into (line number, cells); True when its quotes were broken.

    One forgotten quotation mark must not swallow the lines after it: then quotes
    are read as plain characters.

    >>> split_lines('a,b\\n"1,2\\n3,4\\n', ",")
    ([(1, ('a', 'b')), (2, ('"1', '2')), (3, ('3', '4'))], True)
    """
    lines = _parse(text, delimiter, csv.QUOTE_MINIMAL)
    if lines is not None and not _swallowed(lines, delimiter):
        return lines, False
    return _parse(text, delimiter, csv.QUOTE_NONE) or [], True


def _swallowed(lines: list, delimiter: str) -> bool:
    """Tell whether some cell holds whole lines of the table."""
    if not delimiter or not lines:
        return False
    widths = sorted(len(cells) for _number, cells in lines)
    usual = widths[len(widths) // 2]
    return any(
        part.count(delimiter) >= max(usual - 1, 1)
        for _number, cells in lines
        for cell in cells
        if "\n" in cell
        for part in cell.split("\n")[1:]
    )


def _parse(text: str, delimiter: str, quoting: int) -> list | None:
    """Rows of ``text``, or None when a quotation is still open at its end."""
    old_limit = csv.field_size_limit(FIELD_LIMIT)
    try:
        reader = csv.reader(
            io.StringIO(text), delimiter=delimiter or "\x1f", quoting=quoting
        )
        lines, start = [], 1
        for cells in reader:
            cells = tuple(clean_cell(cell) for cell in cells)
            if any(cells):
                lines.append((start, cells))
            start = reader.line_num + 1
    except csv.Error:
        return None
    finally:
        csv.field_size_limit(old_limit)
    if quoting != csv.QUOTE_NONE and _is_open_at_end(text, delimiter, lines):
        return None
    return lines


def _is_open_at_end(text: str, delimiter: str, lines: list) -> bool:
    """Tell whether the last quotation never ends."""
    if not lines or '"' not in text:
        return False
    tail = text[text.rfind("\n", 0, max(len(text) - 1, 0)) + 1 :]
    last = lines[-1][1]
    if not any("\n" in cell for cell in last) and not re.search(
        rf'(^|{re.escape(delimiter)})"[^"]*$' if delimiter else r'^"[^"]*$', tail
    ):
        return False
    try:
        list(csv.reader(io.StringIO(text), delimiter=delimiter or "\x1f", strict=True))
    except csv.Error as error:
        return "unexpected end of data" in str(error)
    return False
