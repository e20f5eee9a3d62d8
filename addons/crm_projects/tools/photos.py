"""Photos from phones: made small, upright, and told nothing but what they show."""

from __future__ import annotations

import io
from datetime import datetime

from PIL import Image, ImageOps

#: The longer side of what is kept; enough to read a dimension on a drawing.
MAX_SIDE = 1920
#: More is no photo of a phone, but an attempt to fill the memory.
MAX_PIXELS = 150_000_000
QUALITY = 85
_TAKEN_AT = 36867  # EXIF: DateTimeOriginal
_EXIF_DETAILS = 0x8769


class PhotoError(ValueError):
    """What was sent is no picture that can be read."""


def clean(content: bytes, max_side: int = MAX_SIDE) -> tuple[bytes, datetime | None]:
    """Return a photo as a plain JPEG, and when the camera says it was taken.

    Turned upright; without EXIF, so neither place nor device of the phone is kept.

    :raises PhotoError: no picture, or one of too many pixels

    >>> source = io.BytesIO()
    >>> exif = Image.Exif()
    >>> exif[0x010F] = "Phone"
    >>> Image.new("RGB", (4000, 1000)).save(source, "JPEG", exif=exif)
    >>> b"Phone" in source.getvalue()
    True
    >>> plain, taken_at = clean(source.getvalue())
    >>> b"Phone" in plain, Image.open(io.BytesIO(plain)).size, taken_at
    (False, (1920, 480), None)
    >>> try:
    ...     clean(b"rubbish")
    ... except PhotoError as error:
    ...     print(error)
    no picture
    """
    try:
        with Image.open(io.BytesIO(content)) as source:
            width, height = source.size
            if width * height > MAX_PIXELS:
                raise PhotoError("too many pixels")
            taken_at = _taken_at(source)
            upright = ImageOps.exif_transpose(source).convert("RGB")
    except PhotoError:
        raise
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise PhotoError("no picture") from error
    upright.thumbnail((max_side, max_side))
    # A fresh picture: nothing of the source's own data comes along.
    plain = Image.new("RGB", upright.size)
    plain.paste(upright)
    target = io.BytesIO()
    plain.save(target, "JPEG", quality=QUALITY)
    return target.getvalue(), taken_at


def _taken_at(source: Image.Image) -> datetime | None:
    """Return when a photo was taken, as its camera says, in the camera's own time."""
    text = source.getexif().get_ifd(_EXIF_DETAILS).get(_TAKEN_AT)
    try:
        return datetime.strptime(str(text).strip("\0 "), "%Y:%m:%d %H:%M:%S")
    except ValueError:
        return None
