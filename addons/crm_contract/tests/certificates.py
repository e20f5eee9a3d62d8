"""A certificate authority for tests and development; never one for real contracts."""

from datetime import datetime, timedelta, timezone

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    pkcs12,
)
from cryptography.x509.oid import NameOID

USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


def make_certificate(company, password, days=365):
    """Return a PKCS#12 file for ``company`` and the PEM of the root to trust."""
    root_key, key = _key(), _key()
    root = _certificate("Test Root, not for real contracts", root_key, days=days)
    leaf = _certificate(company, key, (root, root_key), days)
    encryption = BestAvailableEncryption(password.encode())
    data = pkcs12.serialize_key_and_certificates(
        company.encode(), key, leaf, [root], encryption
    )
    return data, root.public_bytes(Encoding.PEM)


def _key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _certificate(name, key, issuer=None, days=365):
    """Return a root, or a certificate that ``issuer`` (root and key) signed."""
    now = datetime.now(timezone.utc)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    wanted = {"key_cert_sign", "crl_sign"}
    if issuer:
        wanted = {"digital_signature", "content_commitment"}
    builder = x509.CertificateBuilder(
        issuer_name=issuer[0].subject if issuer else subject,
        subject_name=subject,
        public_key=key.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=now - timedelta(days=1),
        not_valid_after=now + timedelta(days=days),
    )
    builder = builder.add_extension(
        x509.BasicConstraints(ca=not issuer, path_length=None), critical=True
    ).add_extension(
        x509.KeyUsage(**{name: name in wanted for name in USAGES}), critical=True
    )
    return builder.sign(issuer[1] if issuer else key, hashes.SHA256())
