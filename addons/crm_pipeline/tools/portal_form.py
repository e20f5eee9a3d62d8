"""What strangers type into a form of ours: cleaned, or named with what is wrong.

Nothing here trusts the sender: a browser's own checks are skipped by whoever posts
without one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from . import intake_values

#: digits of a telephone number, country code and extension included
PHONE_DIGITS = range(7, 21)
#: years in which a project may begin
YEARS = range(2000, 2101)
AMOUNT_LIMIT = 10**12
TOKEN = re.compile(r"[0-9a-f]{32}")
EMAIL = re.compile(r"[^@\s,;<>\"']{1,64}@[^@\s,;<>\"']+\.[^@\s,;<>\"'.]{2,}")
#: what may be attached, by the mimetypes that the content itself tells; a drawing
#: (dwg) and a text tell none
FILE_TYPES: dict[str, tuple[str, ...]] = {
    "pdf": ("application/pdf",),
    "png": ("image/png",),
    "jpg": ("image/jpeg",),
    "jpeg": ("image/jpeg",),
    "webp": ("image/webp",),
    "docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",),
    "pptx": (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
}
FILE_NAME_LENGTH = 100


@dataclass(frozen=True)
class FormField:
    """One field of a form: what is typed into it, and how much at most."""

    name: str
    kind: str = "line"  # line, text, phone, email, area, amount, date, number
    limit: int = 200
    is_required: bool = False


@dataclass(frozen=True)
class Problem:
    """What is wrong with a field, for the sentence that says so."""

    code: str  # required, long, phone, email, area, amount, date, number
    count: int = 0
    limit: int = 0


def clean(
    fields: Iterable[FormField], typed: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Problem]]:
    """Return the values of a form, and the problems by the fields' names.

    >>> fields = [FormField("name", is_required=True), FormField("area", "area")]
    >>> clean(fields, {"name": " 绿城\\t装饰 ", "area": "1,200㎡", "other": "x"})
    ({'name': '绿城 装饰', 'area': 1200.0}, {})
    >>> clean(fields, {"name": " ", "area": "两层"})[1]
    {'name': Problem(code='required', count=0, limit=0), \
'area': Problem(code='area', count=0, limit=0)}
    """
    values: dict[str, Any] = {}
    problems: dict[str, Problem] = {}
    for field in fields:
        text = _text(typed.get(field.name), lines=field.kind == "text")
        if not text:
            values[field.name] = False
            if field.is_required:
                problems[field.name] = Problem("required")
        elif len(text) > field.limit:
            problems[field.name] = Problem("long", len(text), field.limit)
        else:
            value = READERS[field.kind](text)
            if value is None:
                problems[field.name] = Problem(field.kind)
            else:
                values[field.name] = value
    return values, problems


def line(value: Any) -> str:
    """Return typed text as one line.

    >>> line(" 绿城\\r\\n装饰\\u200b ")
    '绿城 装饰'
    """
    return _text(value, lines=False)


def _text(value: Any, *, lines: bool) -> str:
    """Return typed text without what is not seen: controls, and turns of direction.

    >>> _text("\\u202e有限\\x00公司\\r\\n二", lines=True)
    '有限公司\\n二'
    """
    if not isinstance(value, str):
        return ""
    value = value.replace("\r\n", "\n")
    blanks = "\n" if lines else ""
    seen = "".join(
        char if char in blanks else " " if char.isspace() else char
        for char in value
        if char.isspace() or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co")
    )
    if lines:
        return "\n".join(line.rstrip() for line in seen.split("\n")).strip()
    return " ".join(seen.split())


def _phone(text: str) -> str | None:
    """Return a number of any shape, None when it has not the digits of one.

    >>> _phone("０５７１－８８８８ ６６６６ 转 801"), _phone("见备注"), _phone("1" * 30)
    ('0571-8888 6666 转 801', None, None)
    """
    text = unicodedata.normalize("NFKC", text)
    digits = sum(char.isdecimal() for char in text)
    return text if digits in PHONE_DIGITS else None


def _email(text: str) -> str | None:
    """Return an address that can be one, in small letters.

    >>> _email("He.Li@Dongqian.example"), _email("a@b"), _email("a@b.cn, c@d.cn")
    ('he.li@dongqian.example', None, None)
    """
    return text.lower() if EMAIL.fullmatch(text) else None


def _area(text: str) -> float | None:
    return _within(intake_values.parse_area(text))


def _amount(text: str) -> float | None:
    return _within(intake_values.parse_amount(text))


def _within(number: intake_values.Number | None) -> float | None:
    if number is None or not 0 <= number.value < AMOUNT_LIMIT:
        return None
    return float(number.value)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _date(text: str) -> date | None:
    day = intake_values.parse_date(text)
    return day if day and day.year in YEARS else None


READERS = {
    "line": str,
    "text": str,
    "phone": _phone,
    "email": _email,
    "area": _area,
    "amount": _amount,
    "date": _date,
    "number": _number,
}


def file_name(name: str | None) -> str:
    """Return the name of a file without path, controls and what shells know.

    >>> file_name("../../etc/\\u202egpj.授权书<b>.PDF"), file_name("C:\\\\x\\\\.pdf")
    ('gpj.授权书_b_.PDF', 'file.pdf')
    """
    text = _text((name or "").replace("\\", "/").rpartition("/")[2], lines=False)
    text = re.sub(r'[<>:"|?*%$&;`\'{}]', "_", text)
    stem, dot, extension = text.rpartition(".")
    stem = stem.strip(" .")[:FILE_NAME_LENGTH]
    return f"{stem or 'file'}{dot}{extension[:10]}"


def file_problem(name: str, mimetype: str) -> bool:
    """Tell whether a file is of no kind that is taken, or not what its name says.

    :param str mimetype: as guessed from the content

    >>> file_problem("x.pdf", "application/pdf"), file_problem("x.pdf", "text/html")
    (False, True)
    >>> file_problem("x.svg", "image/svg+xml"), file_problem("x", "image/png")
    (True, True)
    """
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    return mimetype not in FILE_TYPES.get(extension, ())


def is_token(text: Any) -> bool:
    """Tell whether this can be the token of a form.

    >>> is_token("0" * 32), is_token("0" * 31), is_token(None)
    (True, False, False)
    """
    return isinstance(text, str) and bool(TOKEN.fullmatch(text))
