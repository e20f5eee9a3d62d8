"""Verify the evidence of a signed contract: record, hashes, PAdES signature.

    python3 scripts/verify_signature.py EVIDENCE.zip [--trust ROOT.pem]

Independent of Odoo and of the addon that made the file: needs Python and pyHanko.
Ends with 0 when everything holds, else with 1 and a line for each thing that does not.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import sys
import zipfile
from pathlib import Path

from asn1crypto import pem, x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

MANIFEST, RECORD, PDF = "manifest.json", "record.json", "signed.pdf"
# file of the evidence -> the field of the record that holds its hash
HASHED = {"document.html": "document_sha256", "signature.png": "signature_sha256"}
# files that travel inside the PDF as well
EMBEDDED = (RECORD, "document.html")


def sha256(content: bytes) -> str:
    """Return the SHA-256 of ``content``."""
    return hashlib.sha256(content).hexdigest()


def canonical(content: object) -> bytes:
    """Return the one text of plain JSON values, as the evidence is written."""
    return json.dumps(
        content, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    ).encode()


def read_canonical(files: dict[str, bytes], name: str, faults: list[str]) -> dict:
    """Return a JSON file of the evidence; it must be written canonically."""
    try:
        content = json.loads(files[name])
    except (KeyError, ValueError):
        faults.append(f"{name} is missing or cannot be read")
        return {}
    if not isinstance(content, dict) or canonical(content) != files[name]:
        faults.append(f"{name} was changed: it is not as it was written")
        return {}
    return content


def check_manifest(files: dict[str, bytes]) -> list[str]:
    """Compare every file with the manifest."""
    faults: list[str] = []
    manifest = read_canonical(files, MANIFEST, faults)
    listed = manifest.get("files")
    if not faults and (manifest.get("version") != 1 or not isinstance(listed, dict)):
        faults.append(f"{MANIFEST} is of no known version")
    if faults:
        return faults
    for name in sorted({*listed, *files} - {MANIFEST}):
        if name not in files:
            faults.append(f"{name} is missing")
        elif sha256(files[name]) != listed.get(name):
            faults.append(f"{name} does not have the hash of {MANIFEST}")
    return faults


def check_record(files: dict[str, bytes]) -> list[str]:
    """Compare the record with its own hash, and the files with the record."""
    faults: list[str] = []
    outer = read_canonical(files, RECORD, faults)
    record = outer.get("record")
    if faults or not isinstance(record, dict):
        return faults or [f"{RECORD} holds no record"]
    if sha256(canonical(record)) != outer.get("record_sha256"):
        faults.append(f"{RECORD}: the record does not have its hash")
    for name, field in HASHED.items():
        wanted, content = record.get(field), files.get(name)
        found = sha256(content) if content is not None else None
        if (wanted or None) != found:
            faults.append(f"{name} does not have the hash {field} of the record")
    scans = [content for name, content in files.items() if name.startswith("scan/")]
    if [sha256(scan) for scan in scans] != [record.get("scan_sha256")][: len(scans)]:
        faults.append("the scan does not have the hash scan_sha256 of the record")
    if record.get("scan_sha256") and not scans:
        faults.append("the scan is missing")
    return faults


def embedded_files(reader: PdfFileReader) -> dict[str, bytes]:
    """Return the files inside a PDF."""
    names = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
    found = {}
    for number in range(0, len(names), 2):
        found[str(names[number])] = names[number + 1]["/EF"]["/F"].data
    return found


def check_pdf(files: dict[str, bytes], roots: list[x509.Certificate]) -> list[str]:
    """Verify the company's PAdES signature, and what the PDF carries."""
    if PDF not in files:
        return [f"{PDF} is missing"]
    try:
        reader = PdfFileReader(io.BytesIO(files[PDF]))
        inside = embedded_files(reader)
        faults = [
            f"{name} inside {PDF} is another one"
            for name in EMBEDDED
            if inside.get(name) != files.get(name)
        ]
        return faults + check_pades(reader, roots)
    except (PdfError, SigningError, KeyError, ValueError, IndexError) as error:
        return [f"{PDF} cannot be read: {error!r}"]


def check_pades(reader: PdfFileReader, roots: list[x509.Certificate]) -> list[str]:
    """Verify the signature of a PDF; the chain when there are roots to trust."""
    signatures = reader.embedded_signatures
    if not signatures:
        return [f"{PDF} carries no signature of the company"]
    signature = signatures[-1]
    if signature.sig_object.get("/SubFilter") != "/ETSI.CAdES.detached":
        return [f"{PDF}: its signature is no PAdES signature"]
    context = ValidationContext(trust_roots=roots, allow_fetching=False)
    status = validate_pdf_signature(signature, signer_validation_context=context)
    faults = []
    if not (status.intact and status.valid):
        faults.append(f"{PDF}: the signature does not fit, the file was changed")
    if status.coverage != SignatureCoverageLevel.ENTIRE_FILE:
        faults.append(f"{PDF}: something was added after the signature")
    if roots and not status.trusted:
        faults.append(f"{PDF}: no root that you trust stands behind the signature")
    return faults


def verify(data: bytes, roots: list[x509.Certificate]) -> list[str]:
    """Return what does not hold in the evidence; nothing: it is genuine."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as bundle:
            files = {name: bundle.read(name) for name in bundle.namelist()}
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
        return [f"the file is no whole zip file: {error}"]
    return [*check_manifest(files), *check_record(files), *check_pdf(files, roots)]


def read_roots(path: Path | None) -> list[x509.Certificate]:
    """Return the certificates of a PEM file."""
    if path is None:
        return []
    blocks = pem.unarmor(path.read_bytes(), multiple=True)
    return [x509.Certificate.load(content) for _kind, _headers, content in blocks]


def say(text: str) -> None:
    """Write one line of the answer."""
    sys.stdout.write(f"{text}\n")


def main() -> int:
    """Verify one file and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("evidence", type=Path, help="the zip file")
    parser.add_argument("--trust", type=Path, help="PEM file of roots to trust")
    options = parser.parse_args()
    roots = read_roots(options.trust)
    faults = verify(options.evidence.read_bytes(), roots)
    for fault in faults:
        say(f"FAILED  {fault}")
    if not faults:
        say("OK  record, files and the company's PAdES signature hold")
        if not roots:
            say("    whose certificate it is was not checked: use --trust")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
