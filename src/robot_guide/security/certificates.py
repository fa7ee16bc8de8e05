"""An authority of one's own, the certificates that it gives, and documents that it signs: elliptic keys (P-256)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

CURVE = ec.SECP256R1()
AUTHORITY = "robot-guide CA"


@dataclass(frozen=True)
class Identity:
    """A certificate with its private key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    def certificate_pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def key_pem(self) -> bytes:
        """Unencrypted, as DDS reads it: the file's mode is what guards it."""
        return self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )


def authority(begin: datetime, end: datetime) -> Identity:
    key = ec.generate_private_key(CURVE)
    certificate = (
        certified(AUTHORITY, AUTHORITY, key, begin, end)
        .add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Identity(certificate, key)


def identity(name: str, issuer: Identity, begin: datetime, end: datetime) -> Identity:
    """A certificate for an enclave. Its subject is the enclave's name, by which permissions are granted."""
    key = ec.generate_private_key(CURVE)
    certificate = (
        certified(name, AUTHORITY, key, begin, end)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(issuer.key, hashes.SHA256())
    )
    return Identity(certificate, key)


def certified(
    subject: str, issuer: str, key: ec.EllipticCurvePrivateKey, begin: datetime, end: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(named(subject))
        .issuer_name(named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin.astimezone(timezone.utc))
        .not_valid_after(end.astimezone(timezone.utc))
    )


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def signed(document: bytes, signer: Identity) -> bytes:
    """A document in clear with its signature: S/MIME, multipart/signed (RFC 8551), as DDS Security reads it."""
    builder = pkcs7.PKCS7SignatureBuilder().set_data(document)
    builder = builder.add_signer(signer.certificate, signer.key, hashes.SHA256())
    return builder.sign(serialization.Encoding.SMIME, [pkcs7.PKCS7Options.Text, pkcs7.PKCS7Options.DetachedSignature])


def read(certificate: bytes, key: bytes) -> Identity:
    """From two PEM files. Raises ValueError: they are none, or no elliptic key."""
    secret = serialization.load_pem_private_key(key, password=None)
    if not isinstance(secret, ec.EllipticCurvePrivateKey):
        raise ValueError("the key is no elliptic key")
    return Identity(x509.load_pem_x509_certificate(certificate), secret)
