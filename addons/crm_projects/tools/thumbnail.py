"""A small picture of a drawing: of an image, or of the first page of a PDF.

Strangers' files are read in a process of its own, with a bound on memory and time, so
that a broken or hostile one takes nothing else down.
"""

from __future__ import annotations

import io
import resource
import subprocess
import sys

import pypdfium2
from PIL import Image, ImageOps

WIDTH, HEIGHT = 480, 360
SECONDS = 30
MEMORY = 2 * 1024**3
#: More is no drawing but a trap: 30,000 pixels each way.
MAX_PIXELS = 900_000_000
KINDS = ("image", "pdf")


def draw(content: bytes, kind: str) -> bytes | None:
    """Return a JPEG of at most 480 by 360 pixels, None where none can be drawn.

    :param kind: ``image`` or ``pdf``

    >>> draw(b"no picture at all", "image") is None
    True
    >>> draw(b"", "film") is None
    True
    """
    if kind not in KINDS:
        return None
    command = [sys.executable, "-I", __file__, kind]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.returncode == 0 and done.stdout else None


def _open(content: bytes, kind: str) -> Image.Image:
    """Return the picture that is made small."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    if kind == "image":
        image = Image.open(io.BytesIO(content))
        image.draft("RGB", (2 * WIDTH, 2 * HEIGHT))
        return ImageOps.exif_transpose(image)
    page = pypdfium2.PdfDocument(content)[0]
    scale = min(2 * WIDTH / page.get_width(), 2 * HEIGHT / page.get_height())
    return page.render(scale=scale).to_pil()


def _draw_here(content: bytes, kind: str) -> bytes:
    image = _open(content, kind)
    image.thumbnail((WIDTH, HEIGHT))
    image = image.convert("RGBA")
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image)
    target = io.BytesIO()
    paper.save(target, "JPEG", quality=80)
    return target.getvalue()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    sys.stdout.buffer.write(_draw_here(sys.stdin.buffer.read(), sys.argv[1]))
