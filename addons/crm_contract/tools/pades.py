"""The company's PAdES signature on a PDF, and what a certificate file says.

Signing runs offline: the certificate's chain is embedded, no server is asked.
"""

import io
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from cryptography.x509 import Certificate, Name
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter

FIELD_NAME = "CompanySignature"


class CertificateError(ValueError):
    """The file is no PKCS#12 file, the password is wrong, or a part is missing."""


@dataclass(frozen=True)
class CertificateFacts:
    """What people need to know of a certificate."""

    subject: str
    issuer: str
    serial: str
    valid_from: datetime
    valid_to: datetime


def read_certificate(data: bytes, password: str) -> CertificateFacts:
    """Return what the certificate of a PKCS#12 file says; times are UTC.

    :raises CertificateError: with the reason

    >>> read_certificate(b"no", "x")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    CertificateError: it cannot be opened with this password
    """
    key, certificate, _others = _load(data, password)
    if key is None or certificate is None:
        raise CertificateError("it holds no private key, or no certificate")
    return CertificateFacts(
        subject=_common_name(certificate.subject),
        issuer=_common_name(certificate.issuer),
        serial=f"{certificate.serial_number:X}",
        valid_from=certificate.not_valid_before_utc.replace(tzinfo=None),
        valid_to=certificate.not_valid_after_utc.replace(tzinfo=None),
    )


def _common_name(name: Name) -> str:
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    found = found or name.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return str(found[0].value) if found else name.rfc4514_string()


def _load(
    data: bytes, password: str
) -> tuple[PrivateKeyTypes | None, Certificate | None, list[Certificate]]:
    try:
        return pkcs12.load_key_and_certificates(data, password.encode())
    except (ValueError, TypeError) as error:
        raise CertificateError("it cannot be opened with this password") from error


def certificate_pem(data: bytes, password: str) -> bytes:
    """Return the certificates of a PKCS#12 file, without the private key."""
    _key, certificate, others = _load(data, password)
    chain = [certificate, *others] if certificate else list(others)
    return b"".join(item.public_bytes(Encoding.PEM) for item in chain)


def sign_pdf(pdf: bytes, data: bytes, password: str, reason: str) -> bytes:
    """Return ``pdf`` with an invisible PAdES signature (B-B) over all of it.

    :param bytes data: the PKCS#12 file of the company
    :raises CertificateError: when the certificate cannot be used
    """
    read_certificate(data, password)
    signer = signers.SimpleSigner.load_pkcs12_data(
        data, other_certs=[], passphrase=password.encode()
    )
    if signer is None:
        raise CertificateError("it cannot be used to sign")
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD_NAME,
        md_algorithm="sha256",
        reason=reason,
        subfilter=SigSeedSubFilter.PADES,
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    signed = signers.PdfSigner(
        metadata, signer=signer, new_field_spec=SigFieldSpec(FIELD_NAME)
    ).sign_pdf(writer)
    return signed.getvalue()
