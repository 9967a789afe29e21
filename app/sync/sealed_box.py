"""What only one receiver may open: a key made for this once, and encryption under it.

X25519 between an ephemeral key and the receiver's, HKDF-SHA256, AES-256-GCM. A box says nothing
about who made it; the signature of the bundle around it does.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.domain.text import _
from app.kiosk import Randomness
from app.ledger.checkpoint import Signer
from app.sync.errors import NotForUs

_DOMAIN = b"tapcard sealed box 1\n"
_POINT, _KEY, _NONCE = 32, 32, 12


def seal_to(receiver: bytes, clear: bytes, context: bytes, random: Randomness) -> bytes:
    """Encrypts for the owner of the seal key whose public half is ``receiver``, 32 bytes.

    ``context`` must be the same to open it. Raises ValueError for what is no public key.
    """
    ephemeral = X25519PrivateKey.from_private_bytes(random.bytes(_POINT))
    point = ephemeral.public_key().public_bytes_raw()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(receiver))
    key, nonce = _derived(shared, point, receiver)
    return point + AESGCM(key).encrypt(nonce, clear, context)


def open_sealed(signer: Signer, sealed: bytes, context: bytes) -> bytes:
    """Inverse of :func:`seal_to`, with the receiver's node key or identity. Raises NotForUs."""
    point, body = sealed[:_POINT], sealed[_POINT:]
    try:
        shared = signer.seal_key().exchange(X25519PublicKey.from_public_bytes(point))
        key, nonce = _derived(shared, point, signer.seal_public_key)
        return AESGCM(key).decrypt(nonce, body, context)
    except (InvalidTag, ValueError) as error:
        raise NotForUs(_("Personal keys in this bundle cannot be opened here.")) from error


def _derived(shared: bytes, point: bytes, receiver: bytes) -> tuple[bytes, bytes]:
    """Key and nonce: both fresh, as the ephemeral key is."""
    info = _DOMAIN + point + receiver
    made = HKDF(SHA256(), _KEY + _NONCE, salt=None, info=info).derive(shared)
    return made[:_KEY], made[_KEY:]
