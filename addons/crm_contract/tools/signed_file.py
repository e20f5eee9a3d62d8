"""Whether a file that comes back signed is the one that was sent."""

import hashlib
import io

from pypdf import PdfReader
from pypdf.errors import PyPdfError


def is_pdf_of(pdf: bytes, text_sha256: str) -> bool:
    """Whether ``pdf`` still carries the text with this SHA-256 as a file inside.

    What is sent to a provider has the frozen text embedded, and a signature is added
    to a PDF without touching what is in it: a file without that text is another one.

    >>> from io import BytesIO
    >>> from pypdf import PdfWriter
    >>> writer, target = PdfWriter(), BytesIO()
    >>> _page = writer.add_blank_page(100, 100)
    >>> _file = writer.add_attachment("document.html", b"text")
    >>> _written = writer.write(target)
    >>> is_pdf_of(target.getvalue(), hashlib.sha256(b"text").hexdigest())
    True
    >>> is_pdf_of(target.getvalue(), hashlib.sha256(b"other").hexdigest())
    False
    >>> is_pdf_of(b"<html>", hashlib.sha256(b"text").hexdigest())
    False
    """
    try:
        attachments = PdfReader(io.BytesIO(pdf)).attachments
        contents = [content for files in attachments.values() for content in files]
    # A file from outside may break the reader in any of these ways.
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, OSError):
        return False
    return any(hashlib.sha256(part).hexdigest() == text_sha256 for part in contents)
