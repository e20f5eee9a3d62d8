"""The evidence of a signature as one zip file that anybody can verify.

``scripts/verify_signature.py`` reads it without this addon: what is written here is
its specification. ``manifest.json`` names every file with its SHA-256; it and
``record.json`` are canonical JSON (sorted keys, no spaces), so that no byte of them
can change unseen.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

MANIFEST = "manifest.json"
RECORD = "record.json"
DOCUMENT = "document.html"
SIGNATURE = "signature.png"
SIGNED_PDF = "signed.pdf"
VERSION = 1
# The same bytes for the same evidence, whenever it is exported.
DATE = (2000, 1, 1, 0, 0, 0)


def canonical(content: Any) -> bytes:
    """Return the one text of plain JSON values.

    >>> canonical({"b": 1, "a": "签"}).decode()
    '{"a":"签","b":1}'
    """
    text = json.dumps(
        content, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    return text.encode()


def record_file(record: Mapping[str, Any], sha256: str) -> bytes:
    """Return ``record.json``: what was recorded, and its hash as it was kept."""
    return canonical({"record": dict(record), "record_sha256": sha256})


def build(files: Mapping[str, bytes]) -> bytes:
    """Return the zip of ``files`` (name -> content) with its manifest."""
    hashes = {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items()
    }
    manifest = canonical({"files": hashes, "version": VERSION})
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in {MANIFEST: manifest, **files}.items():
            bundle.writestr(zipfile.ZipInfo(name, DATE), content)
    return target.getvalue()
