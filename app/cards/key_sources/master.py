"""Per-card keys out of master keys, by AES-CMAC alone, so that a small meter can do the same.

``K = CMAC(master, 01 || label || 00 || version || serial || 0080)``: one block of the counter-mode
key derivation of NIST SP 800-108 with CMAC (SP 800-38B, RFC 4493) as its function. The label keeps
the secrets of cards and the MACs on them apart. Byte for byte in docs/card-profiles.md.

CPU cards want PBOC keys (:mod:`app.cards.key_sources.pboc`), one master per usage. A maker of
cards gives his; where a key version has none, they are derived in the same way, from a label per
usage and no serial.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from cryptography.hazmat.primitives.ciphers.algorithms import AES128
from cryptography.hazmat.primitives.cmac import CMAC

from app.cards.key_sources.components import KeyKind, check_value, taken_apart
from app.cards.key_sources.errors import KeyVersionUnknown
from app.cards.key_sources.pboc import PbocCiphers, card_ciphers
from app.cards.secrets import KeyUsage

MASTER_SIZE = 16
"""Bytes of a master key (AES-128), and of a PBOC master key (3DES with two keys)."""

SECRET_LABEL = b"tapcard-secret"
MAC_LABEL = b"tapcard-mac"
PBOC_LABELS = {
    KeyUsage.INTERNAL: b"tapcard-pboc-internal",
    KeyUsage.EXTERNAL: b"tapcard-pboc-external",
    KeyUsage.MAINTENANCE: b"tapcard-pboc-maintenance",
}

MASTER = "master"
"""Name of a version's own key; those of a card maker have the names of their usages."""
KIND_OF = {MASTER: KeyKind.AES} | {usage.value: KeyKind.TRIPLE_DES for usage in KeyUsage}

PbocMasters: TypeAlias = Mapping[int, Mapping[KeyUsage, bytes]]
"""By key version: 16 bytes for every usage."""

_DERIVED_BITS = 128
_LONGEST = _DERIVED_BITS // 8
_VERSIONS = range(1, 256)


class MasterKeys:
    """Master keys by version. Whatever leaves is derived for one card."""

    demo = False

    def __init__(self, masters: Mapping[int, bytes], pboc: PbocMasters | None = None) -> None:
        """``masters``: 16 bytes for each version in 1..255; the highest is used for new cards.

        ``pboc``: those of a card maker, in place of derived ones. Raises ValueError when there is
        no master, or a key is not of this shape, or a version has not all of its PBOC keys.
        """
        shaped = all(v in _VERSIONS and len(k) == MASTER_SIZE for v, k in masters.items())
        if not masters or not shaped:
            raise ValueError("master keys are 16 bytes each, versions 1..255, at least one")
        self._masters = dict(masters)
        self._pboc = {version: dict(keys) for version, keys in (pboc or {}).items()}
        if not all(v in _VERSIONS and _complete(keys) for v, keys in self._pboc.items()):
            raise ValueError("PBOC keys are 16 bytes for every usage, versions 1..255")

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

    def card_ciphers(self, factors: tuple[bytes, ...], version: int) -> PbocCiphers:
        """Keys of one CPU card, held in memory. Raises KeyVersionUnknown."""
        masters = self._pboc.get(version) or {
            usage: self._derived(label, version, b"") for usage, label in PBOC_LABELS.items()
        }
        return card_ciphers(masters, factors)

    def check_values(self) -> dict[int, dict[str, str]]:
        """Of every key that is held, by version and by what it is for: MASTER or a usage."""
        return {
            version: {name: check_value(key, KIND_OF[name]) for name, key in keys.items()}
            for version, keys in sorted(self._held().items())
        }

    def components(self, version: int, name: str, count: int) -> tuple[bytes, ...]:
        """One key in 2 or 3 components; it leaves in no other shape. Raises KeyVersionUnknown."""
        key = self._held().get(version, {}).get(name)
        if key is None:
            raise KeyVersionUnknown(version)
        return taken_apart(key, count)

    def _held(self) -> dict[int, dict[str, bytes]]:
        held: dict[int, dict[str, bytes]] = {}
        for version, master in self._masters.items():
            held.setdefault(version, {})[MASTER] = master
        for version, keys in self._pboc.items():
            held.setdefault(version, {}).update({use.value: key for use, key in keys.items()})
        return held

    def _derived(self, label: bytes, version: int, serial: bytes) -> bytes:
        master = self._masters.get(version)
        if master is None:
            raise KeyVersionUnknown(version)
        context = bytes([version]) + serial
        return _cmac(master, b"\x01" + label + b"\x00" + context + _DERIVED_BITS.to_bytes(2))

    def __repr__(self) -> str:
        """Versions only: keys never reach a log."""
        versions = sorted({*self._masters, *self._pboc})
        return f"<{type(self).__name__} versions {versions}, keys masked>"


def _complete(keys: Mapping[KeyUsage, bytes]) -> bool:
    return keys.keys() == set(KeyUsage) and all(len(k) == MASTER_SIZE for k in keys.values())


def _cmac(key: bytes, data: bytes) -> bytes:
    mac = CMAC(AES128(key))
    mac.update(data)
    return mac.finalize()


def _cut(block: bytes, length: int) -> bytes:
    if not 1 <= length <= _LONGEST:
        raise ValueError(f"{length} bytes asked of a derivation that gives 1 to {_LONGEST}")
    return block[:length]
