"""The evidence verifies with the independent script, and fails on one changed byte."""

import hashlib
import importlib.util
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from contract_tools import evidence_bundle, evidence_pdf, pades

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "verify_signature.py"
FACTORY = ROOT / "addons" / "crm_contract" / "tests" / "certificates.py"
MAKER = ROOT / "scripts" / "make_test_certificate.py"
NAMES = ("manifest.json", "record.json", "document.html", "signature.png", "signed.pdf")


def load(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


certificates, verifier = load(FACTORY), load(SCRIPT)


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def evidence_files():
    document = "<p>合同 HT2026-0001</p>".encode()
    image = b"\x89PNG drawn"
    record = {
        "contract": "HT2026-0001",
        "signer_name": "赵敏",
        "document_sha256": sha256(document),
        "signature_sha256": sha256(image),
        "scan_sha256": None,
    }
    digest = sha256(evidence_bundle.canonical(record))
    return {
        "record.json": evidence_bundle.record_file(record, digest),
        "document.html": document,
        "signature.png": image,
    }


@pytest.fixture(scope="module")
def made():
    data, root = certificates.make_certificate("澄境设计", "secret")
    files = evidence_files()
    page = evidence_pdf.build("签署证书", [("合同", [("编号", "HT2026-0001")])])
    pdf = evidence_pdf.assemble([page], files)
    files["signed.pdf"] = pades.sign_pdf(pdf, data, "secret", "HT2026-0001")
    roots = [verifier.x509.Certificate.load(verifier.pem.unarmor(root)[2])]
    return evidence_bundle.build(files), roots, root, data


def rebuilt(bundle, name, content):
    """Return the zip with one file exchanged, the manifest left as it is."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(bundle)) as source,
        zipfile.ZipFile(target, "w") as copy,
    ):
        for entry in source.namelist():
            copy.writestr(entry, content if entry == name else source.read(entry))
    return target.getvalue()


def content_of(bundle, name):
    with zipfile.ZipFile(io.BytesIO(bundle)) as source:
        return source.read(name)


def test_genuine_evidence_holds(made):
    bundle, roots, _root, _data = made
    assert verifier.verify(bundle, roots) == []
    assert verifier.verify(bundle, []) == []


@pytest.mark.parametrize("name", NAMES)
def test_one_changed_byte_of_any_part_is_found(made, name):
    bundle, roots, _root, _data = made
    content = content_of(bundle, name)
    for place in {0, len(content) // 3, len(content) // 2, len(content) - 1}:
        forged = bytearray(content)
        forged[place] ^= 1
        faults = verifier.verify(rebuilt(bundle, name, bytes(forged)), roots)
        assert any(name in fault for fault in faults), (name, place)


@pytest.mark.parametrize("name", ["document.html", "signature.png", "record.json"])
def test_a_new_manifest_does_not_hide_a_changed_part(made, name):
    bundle, roots, _root, _data = made
    files = {n: content_of(bundle, n) for n in NAMES if n != "manifest.json"}
    forged = bytearray(files[name])
    forged[len(forged) // 2] ^= 1
    faults = verifier.verify(evidence_bundle.build({**files, name: forged}), roots)
    assert any(name in fault for fault in faults)


def test_the_pades_signature_finds_a_byte_by_itself(made):
    bundle, roots, _root, _data = made
    files = {n: content_of(bundle, n) for n in NAMES if n != "manifest.json"}
    forged = bytearray(files["signed.pdf"])
    forged[forged.index(b"/Producer") + 1] ^= 1
    faults = verifier.verify(
        evidence_bundle.build({**files, "signed.pdf": bytes(forged)}), roots
    )
    assert any("signature does not fit" in fault for fault in faults)


def test_what_is_added_after_the_signature_is_found(made):
    bundle, roots, _root, _data = made
    files = {n: content_of(bundle, n) for n in NAMES if n != "manifest.json"}
    files["signed.pdf"] += b"\n% more"
    assert verifier.verify(evidence_bundle.build(files), roots)


def test_another_root_is_not_trusted_and_no_signature_is_a_fault(made):
    bundle, _roots, _root, _data = made
    _other, root = certificates.make_certificate("Another", "x")
    roots = [verifier.x509.Certificate.load(verifier.pem.unarmor(root)[2])]
    assert any("no root" in fault for fault in verifier.verify(bundle, roots))
    files = evidence_files()
    files["signed.pdf"] = evidence_pdf.assemble(
        [evidence_pdf.build("x", [("y", [("a", "b")])])], files
    )
    faults = verifier.verify(evidence_bundle.build(files), [])
    assert faults == ["signed.pdf carries no signature of the company"]


def test_the_script_says_so_and_ends_with_its_number(made, tmp_path):
    bundle, _roots, root, _data = made
    good, bad, trust = (tmp_path / name for name in ("a.zip", "b.zip", "root.pem"))
    good.write_bytes(bundle)
    bad.write_bytes(rebuilt(bundle, "document.html", b"forged"))
    trust.write_bytes(root)
    for path, number, word in ((good, 0, "OK"), (bad, 1, "document.html")):
        done = subprocess.run(
            [sys.executable, str(SCRIPT), str(path), "--trust", str(trust)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == number, done.stdout + done.stderr
        assert word in done.stdout


def test_a_certificate_says_whose_it_is_and_needs_its_password(made):
    _bundle, _roots, _root, data = made
    facts = pades.read_certificate(data, "secret")
    assert facts.subject == "澄境设计"
    assert facts.valid_from < facts.valid_to
    with pytest.raises(pades.CertificateError, match="password"):
        pades.read_certificate(data, "wrong")
    with pytest.raises(pades.CertificateError):
        pades.read_certificate(b"no file", "secret")


def test_the_public_part_holds_no_key(made):
    _bundle, _roots, _root, data = made
    assert b"PRIVATE" not in pades.certificate_pem(data, "secret")


def test_the_development_certificate_signs_and_is_never_overwritten(tmp_path):
    command = [sys.executable, str(MAKER), "--company", "澄境设计"]
    command += ["--password", "secret", "--folder", str(tmp_path)]
    for number in (0, 1):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == number, done.stdout + done.stderr
    assert "exists" in done.stderr
    key_file = tmp_path / "company.p12"
    assert key_file.stat().st_mode & 0o077 == 0
    files = evidence_files()
    pdf = evidence_pdf.assemble([evidence_pdf.build("x", [("y", [("a", "b")])])], files)
    files["signed.pdf"] = pades.sign_pdf(pdf, key_file.read_bytes(), "secret", "x")
    roots = verifier.read_roots(tmp_path / "root.pem")
    assert verifier.verify(evidence_bundle.build(files), roots) == []
