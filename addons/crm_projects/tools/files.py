"""Rules for uploaded files: names, sizes, hashes. Plain values only."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

MAX_NAME = 180
# Characters that a path, a shell or a Windows client would read as something else.
_FORBIDDEN = set('/\\:*?"<>|')


def sanitise_filename(name: str | None, fallback: str = "file") -> str:
    """Return a name that is safe to store and to download, extension kept.

    Folders are dropped, separators and control characters become ``_``, text is
    normalised (NFC), the length is bounded; letters of any script stay.

    >>> sanitise_filename("../../etc/passwd")
    'passwd'
    >>> sanitise_filename("C:\\\\图纸\\\\平面:布置?.dwg")
    '平面_布置_.dwg'
    >>> sanitise_filename("效果图😀.jpg")
    '效果图😀.jpg'
    >>> sanitise_filename(" .. ")
    'file'
    >>> long = sanitise_filename("长" * 400 + ".pdf")
    >>> len(long), long[-4:]
    (180, '.pdf')
    """
    text = unicodedata.normalize("NFC", name or "")
    text = text.replace("\\", "/").rsplit("/", 1)[-1]
    text = "".join(
        "_" if c in _FORBIDDEN or unicodedata.category(c) in ("Cc", "Cf") else c
        for c in text
    )
    text = text.strip().strip(".").strip()
    if not text.strip("_"):
        return fallback
    stem, dot, extension = text.rpartition(".")
    if not dot or len(extension) > 12:
        return text[:MAX_NAME]
    return f"{stem[: MAX_NAME - len(extension) - 1]}.{extension}"


def human_size(size: int) -> str:
    """Return a size in bytes as people read it.

    >>> human_size(0), human_size(2048), human_size(209715200)
    ('0 B', '2.0 KB', '200.0 MB')
    """
    amount = float(size)
    for unit in ("B", "KB", "MB", "GB"):
        if amount < 1024 or unit == "GB":
            break
        amount /= 1024
    return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"


def sha256_of(chunks: Iterable[bytes]) -> str:
    """Return the SHA-256 of a content given in pieces, as 64 hex digits.

    >>> sha256_of([b"a", b"bc"])
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
    """
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


#: What designers and clients exchange; a setting replaces the list.
DEFAULT_TYPES = (
    "pdf dwg dxf dwt dgn dwf rvt rfa rte ifc nwd nwc skp 3dm 3ds max blend obj fbx stl"
    " stp step igs pln tfl jpg jpeg png gif bmp tif tiff webp heic psd ai eps indd"
    " doc docx xls xlsx ppt pptx wps et dps csv txt md zip rar 7z mp4 mov avi"
)
# The beginnings of programs: a name does not make a drawing of them.
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!")


def extension_of(name: str) -> str:
    """Return the type a file name ends with, in small letters; "" without one.

    >>> extension_of("平面图.DWG"), extension_of("plan"), extension_of("a.b c")
    ('dwg', '', '')
    """
    stem, dot, extension = name.rpartition(".")
    usable = stem and dot and extension.isalnum() and len(extension) <= 12
    return extension.lower() if usable else ""


#: family of files -> the types that belong to it; each has its icon
FAMILIES = {
    "drawing": "pdf dwg dxf dwt dgn dwf ai eps psd indd",
    "model": "rvt rfa rte ifc nwd nwc skp 3dm 3ds max blend obj fbx stl stp step igs",
    "picture": "jpg jpeg png gif bmp tif tiff webp heic",
    "document": "doc docx xls xlsx ppt pptx wps et dps csv txt md",
    "archive": "zip rar 7z",
    "film": "mp4 mov avi",
}
_FAMILY_OF = {each: name for name, types in FAMILIES.items() for each in types.split()}


def family_of(name: str) -> str:
    """Return the family a file belongs to by its type; ``other`` for the rest.

    >>> family_of("平面图.DWG"), family_of("效果图.jpg"), family_of("plan")
    ('drawing', 'picture', 'other')
    """
    return _FAMILY_OF.get(extension_of(name), "other")


def type_problem(name: str, content: bytes, accepted: Iterable[str]) -> str | None:
    """Return why a file is not taken: ``none``, ``type`` or ``program``; None: it is.

    >>> type_problem("a.pdf", b"%PDF", ["pdf"]), type_problem("a", b"x", ["pdf"])
    (None, 'none')
    >>> type_problem("a.exe", b"x", ["pdf"]), type_problem("a.pdf", b"MZ90", ["pdf"])
    ('type', 'program')
    """
    extension = extension_of(name)
    if not extension:
        return "none"
    if extension not in set(accepted):
        return "type"
    return "program" if content.startswith(_PROGRAMS) else None


def drawing_key(name: str) -> str:
    """Return the name of a drawing without folder, type and version marks.

    >>> drawing_key("图纸/A-01 平面图_V3.dwg"), drawing_key("A-01 平面图(2).DWG")
    ('A-01 平面图', 'A-01 平面图')
    >>> drawing_key("A-01 平面图 v12.pdf"), drawing_key("V2.pdf")
    ('A-01 平面图', 'V2')
    """
    name = sanitise_filename(name)
    stem = name.rpartition(".")[0] if extension_of(name) else name
    bare = re.sub(r"\s*([_\- ][vV]\d{1,3}|[((]\d{1,3}[))])\s*$", "", stem)
    return bare.strip(" _-") or stem
