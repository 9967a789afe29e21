"""What stands in an export, signed by the node that made it.

``manifest.sig`` is the raw Ed25519 signature over the exact bytes of ``manifest.json``, and
``key.pem`` the public key, so that `openssl pkeyutl -verify` can check it without Tapcard. Neither
time nor machine stands in it: the same journal gives the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Annotated, Literal, TypeAlias

import msgspec

from app.domain.text import _

MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"
KEY = "key.pem"
EXPLANATION = "README.txt"
JOURNALS = "journal"

FORMAT = "tapcard audit 1"

_PRINT_DIGITS = 32
_GROUP = 4

_Node: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=(1 << 15) - 1)]
_Epoch: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=(1 << 16) - 1)]
_Number: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=(1 << 32) - 1)]


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of the export."""

    name: str
    """Within the folder, with ``/``."""
    size: int
    """Bytes."""
    lines: int
    sha256: str
    """Hexadecimal."""


class LastNumber(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The last number of a series that the node gave out in an epoch."""

    epoch: _Epoch
    series: Literal["receipt", "slip", "account"]
    last: _Number


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole of it."""

    format: str
    node: _Node
    epoch: _Epoch
    """The node's life in which the export was made, and whose key signs it."""
    last: int
    """The node's last event in that epoch."""
    head: str
    """Hash of that event, hexadecimal."""
    public_key: str
    """Ed25519, hexadecimal; stands in the first event of the epoch too."""
    series: tuple[LastNumber, ...]
    files: tuple[Part, ...]
    """By name, without the manifest and its signature."""


def encoded(manifest: Manifest) -> bytes:
    """The bytes that are signed."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"


def decoded(data: bytes) -> Manifest:
    """Inverse of :func:`encoded`. Raises ValueError for what it does not write."""
    manifest = msgspec.json.decode(data, type=Manifest)
    names = [part.name for part in manifest.files]
    if encoded(manifest) != data or names != sorted(set(names)):
        raise ValueError(_("it is written otherwise than Tapcard writes it"))
    if manifest.format != FORMAT:
        raise ValueError(_("format {name} is not known").format(name=manifest.format))
    return manifest


def fingerprint(public_key: bytes) -> str:
    """What people compare: the first 32 hexadecimal digits of the key's SHA-256, in fours."""
    digits = hashlib.sha256(public_key).hexdigest()[:_PRINT_DIGITS]
    return " ".join(digits[at : at + _GROUP] for at in range(0, _PRINT_DIGITS, _GROUP))


def same_fingerprint(typed: str, public_key: bytes) -> bool:
    """Whether somebody typed the fingerprint of this key, in whatever groups."""
    plain = "".join(typed.replace(":", " ").replace("-", " ").split()).lower()
    return plain == fingerprint(public_key).replace(" ", "")


def differences(said: Manifest, found: Manifest) -> Iterator[tuple[str, object, object]]:
    """Fields that are otherwise than they were found: name, what the manifest says, what is so."""
    for field in ("node", "epoch", "last", "head", "public_key", "series"):
        one, other = getattr(said, field), getattr(found, field)
        if one != other:
            yield field, msgspec.to_builtins(one), msgspec.to_builtins(other)
    here = {part.name: part for part in found.files}
    for part in said.files:
        for field in ("size", "lines", "sha256"):
            if part.name in here:
                one, other = getattr(part, field), getattr(here[part.name], field)
                if one != other:
                    yield f"files {part.name} {field}", one, other
