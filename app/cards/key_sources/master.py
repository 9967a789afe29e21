"""Per-card keys out of master keys, by AES-CMAC alone, so that a small meter can do the same.

``K = CMAC(master, 01 || label || 00 || version || serial || 0080)``: one block of the counter-mode
key derivation of NIST SP 800-108 with CMAC (SP 800-38B, RFC 4493) as its function. The label keeps
the secrets of cards and the MACs on them apart. Byte for byte in docs/card-profiles.md.
"""

from __future__ import annotations

from collections.abc import Mapping

from cryptography.hazmat.primitives.ciphers.algorithms import AES128
from cryptography.hazmat.primitives.cmac import CMAC

from app.cards.key_sources.errors import KeyVersionUnknown

MASTER_SIZE = 16
"""Bytes of a master key (AES-128)."""

SECRET_LABEL = b"tapcard-secret"
MAC_LABEL = b"tapcard-mac"

_DERIVED_BITS = 128
_LONGEST = _DERIVED_BITS // 8
_VERSIONS = range(1, 256)


class MasterKeys:
    """Master keys by version. Whatever leaves is derived for one card."""

    demo = False

    def __init__(self, masters: Mapping[int, bytes]) -> None:
        """``masters``: 16 bytes for each version in 1..255; the highest is used for new cards.

        Raises ValueError when there is none, or one is not of this shape.
        """
        shaped = all(v in _VERSIONS and len(k) == MASTER_SIZE for v, k in masters.items())
        if not masters or not shaped:
            raise ValueError("master keys are 16 bytes each, versions 1..255, at least one")
        self._masters = dict(masters)

    @property
    def version(self) -> int:
        """Key version that new cards get, 1..255."""
        return max(self._masters)

    def card_secret(self, serial: bytes, version: int, length: int) -> bytes:
        """The secret of one card, 1 to 16 bytes, never all 00 and never all FF.

        The first of ``CMAC(K, 00)``, ``CMAC(K, 01)``, ... whose first ``length`` bytes are
        neither: a factory-fresh SLE4442 has FF FF FF, and no chip is shipped with a secret that
        looks like a derived one. Raises KeyVersionUnknown.
        """
        key = self._derived(SECRET_LABEL, version, serial)
        factory = (bytes(length), b"\xff" * length)
        counter = 0
        while (secret := _cut(_cmac(key, bytes([counter])), length)) in factory:
            counter += 1
        return secret

    def card_mac(self, serial: bytes, version: int, data: bytes, length: int) -> bytes:
        """First ``length`` (1 to 16) bytes of the CMAC of ``data`` under the card's own key.

        Raises KeyVersionUnknown.
        """
        return _cut(_cmac(self._derived(MAC_LABEL, version, serial), data), length)

    def _derived(self, label: bytes, version: int, serial: bytes) -> bytes:
        master = self._masters.get(version)
        if master is None:
            raise KeyVersionUnknown(version)
        context = bytes([version]) + serial
        return _cmac(master, b"\x01" + label + b"\x00" + context + _DERIVED_BITS.to_bytes(2))

    def __repr__(self) -> str:
        """Versions only: keys never reach a log."""
        return f"<{type(self).__name__} versions {sorted(self._masters)}, keys masked>"


def _cmac(key: bytes, data: bytes) -> bytes:
    mac = CMAC(AES128(key))
    mac.update(data)
    return mac.finalize()


def _cut(block: bytes, length: int) -> bytes:
    if not 1 <= length <= _LONGEST:
        raise ValueError(f"{length} bytes asked of a derivation that gives 1 to {_LONGEST}")
    return block[:length]
