"""What a virtual CPU card or PSAM keeps: directories of files and keys, each guarded in its way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.cards.secrets import KeyUsage


@dataclass(frozen=True)
class FileSpec:
    """A transparent file as it is created."""

    content: bytes
    sealed: bool = True
    """Updates need a MAC."""
    external: bool = False
    """Updates need an external authentication in its directory."""


@dataclass(frozen=True)
class DirectorySpec:
    """A directory as it is created: files by short identifier, and which keys it has."""

    files: Mapping[int, FileSpec]
    keys: frozenset[KeyUsage] = frozenset()


@dataclass
class Directory:
    """One directory in use."""

    spec: DirectorySpec
    tries: int
    """Of its external key, left."""
    macs: int
    """Wrong MACs that it still bears."""
    files: dict[int, bytearray] = field(init=False)

    def __post_init__(self) -> None:
        self.files = {number: bytearray(file.content) for number, file in self.spec.files.items()}
