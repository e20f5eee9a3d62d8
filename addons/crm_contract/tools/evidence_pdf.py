"""The signature certificate: a PDF that says who signed what, and carries the text.

It needs no engine for HTML: the text travels inside as an embedded file. Chinese is
set in a font that every PDF reader brings along (STSong-Light).
"""

import io
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from pypdf import PdfReader, PdfWriter
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Image, Paragraph, SimpleDocTemplate, Spacer, Table

FONT = "STSong-Light"
BODY = ParagraphStyle("body", fontName=FONT, fontSize=9.5, leading=14, wordWrap="CJK")
TITLE = ParagraphStyle(
    "title", parent=BODY, fontSize=16, leading=24, alignment=TA_CENTER, spaceAfter=8
)
HEADING = ParagraphStyle("heading", parent=BODY, fontSize=11.5, leading=18)
LABEL_WIDTH, VALUE_WIDTH = 42 * mm, 128 * mm
SIGNATURE_BOX = (60 * mm, 30 * mm)

Section = tuple[str, Sequence[tuple[str, str]]]


def build(
    title: str, sections: Sequence[Section], signature_png: bytes = b"", note: str = ""
) -> bytes:
    """Return the certificate as a PDF.

    :param sections: headings with their rows of label and value
    :param signature_png: the drawn signature
    :param note: the last paragraph
    """
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    story = [_paragraph(title, TITLE)]
    for heading, rows in sections:
        story += [_paragraph(heading, HEADING), _table(rows), Spacer(1, 4 * mm)]
    if signature_png:
        story += [_signature(signature_png), Spacer(1, 4 * mm)]
    if note:
        story.append(_paragraph(note, BODY))
    target = io.BytesIO()
    SimpleDocTemplate(
        target,
        pagesize=A4,
        title=title,
        leftMargin=20 * mm,
        rightMargin=20 * mm,
        topMargin=18 * mm,
        bottomMargin=18 * mm,
    ).build(story)
    return target.getvalue()


def _paragraph(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(text), style)


def _table(rows: Sequence[tuple[str, str]]) -> Table:
    cells = [
        [_paragraph(label, BODY), _paragraph(value or "-", BODY)]
        for label, value in rows
    ]
    return Table(
        cells,
        colWidths=[LABEL_WIDTH, VALUE_WIDTH],
        style=[
            ("GRID", (0, 0), (-1, -1), 0.4, colors.grey),
            ("BACKGROUND", (0, 0), (0, -1), colors.whitesmoke),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ],
    )


def _signature(png: bytes) -> Image:
    image = Image(io.BytesIO(png), hAlign="LEFT")
    scale = min(SIGNATURE_BOX[0] / image.drawWidth, SIGNATURE_BOX[1] / image.drawHeight)
    image.drawWidth, image.drawHeight = (
        image.drawWidth * scale,
        image.drawHeight * scale,
    )
    return image


def assemble(parts: Sequence[bytes], attached: Mapping[str, bytes]) -> bytes:
    """Return one PDF of all pages of ``parts``, with ``attached`` files inside."""
    writer = PdfWriter()
    for part in parts:
        writer.append(io.BytesIO(part))
    for name, content in attached.items():
        writer.add_attachment(name, content)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def embedded_files(pdf: bytes) -> dict[str, bytes]:
    """Return the files inside a PDF.

    >>> page = build("合同", [("签署", [("姓名", "赵敏")])])
    >>> embedded_files(assemble([page], {"document.html": b"text"}))
    {'document.html': b'text'}
    """
    reader = PdfReader(io.BytesIO(pdf))
    return {name: contents[0] for name, contents in reader.attachments.items()}
