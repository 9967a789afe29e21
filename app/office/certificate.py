"""Head office's own certificate, and what kiosks know it by."""

from __future__ import annotations

import datetime
import ipaddress
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.domain.text import _
from app.ledger.files import write_durably
from app.office.store.errors import StoreError

_YEARS = 30
"""Kiosks know the certificate itself:
who is offline for weeks must not be locked out by a date."""


class CertificateUnusable(StoreError):
    """No certificate can be read from the file that the settings name."""

    code = "certificate_unusable"

    def __init__(self, path: Path, why: object) -> None:
        super().__init__(
            _("The certificate {path} cannot be read: {why}.").format(path=path, why=why),
            _("Put it back, or name another in office.toml."),
        )


class Certificate(NamedTuple):
    """As two files in PEM."""

    certificate: bytes
    key: bytes

    def save(self, certificate: Path, key: Path) -> None:
        """Writes both; the key for this user only. Raises OSError."""
        write_durably(key, self.key, mode=0o600)
        write_durably(certificate, self.certificate)


def make_certificate(host: str, name: str, now: datetime.datetime) -> Certificate:
    """Self-signed, for a server at ``host``, a name or an address; ``name``: of the utility."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:60])])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=365 * _YEARS))
        .add_extension(x509.SubjectAlternativeName([_alternative(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return Certificate(made.public_bytes(serialization.Encoding.PEM), private)


def _alternative(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def fingerprint_of(certificate: Path) -> bytes:
    """SHA-256 of the first certificate in a file. Raises CertificateUnusable."""
    try:
        found = x509.load_pem_x509_certificates(certificate.read_bytes())[0]
    except (OSError, ValueError) as error:
        raise CertificateUnusable(certificate, error) from error
    return found.fingerprint(hashes.SHA256())
