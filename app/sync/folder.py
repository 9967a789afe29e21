"""The folder between counter and agent: files that are there whole or not at all."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, Self

from app.domain.identity import Node, kiosk_name
from app.ledger.files import move_durably
from app.sync.bundle import Bundle, parse
from app.sync.bundle_header import FILE_LIMIT
from app.sync.errors import SyncError

_BUNDLE = re.compile(r"(K\d{2,5})-(\d{2,5})-(\d{9,10})-(\d{9,10})\.bundle")
_INCOMING = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,80}\.(feed|ack)")
_PART = ".part"
_FOR_BOTH = 0o770
_ASIDE = 20
"""Files that are kept for a person to look at."""


class OutFile(NamedTuple):
    """A bundle in a folder, as its name says; sorts in the order in which it is pushed."""

    epoch: int
    first: int
    last: int
    path: Path

    @classmethod
    def named(cls, path: Path, node: Node) -> Self | None:
        """None for a name that is none of this kiosk's bundles."""
        found = _BUNDLE.fullmatch(path.name)
        if found is None or found[1] != kiosk_name(node):
            return None
        epoch, first, last = (int(part) for part in found.groups()[1:])
        return cls(epoch, first, last, path)

    @property
    def events(self) -> int:
        """How many are in it."""
        return self.last - self.first + 1


class SyncFolder:
    """``outbox`` and ``inbox``, the two states, and what was put aside."""

    def __init__(self, root: Path) -> None:
        """``root``: the folder; it is made by :meth:`prepare`."""
        self.root = root
        self.outbox = root / "outbox"
        self.inbox = root / "inbox"
        self.aside = root / "aside"
        """Files that could not be believed, each with a text that says why."""
        self.desk = root / "desk.json"
        self.agent = root / "agent.json"

    def prepare(self) -> None:
        """Makes what is missing, for this user and the folder's group. Raises OSError.

        A kiosk's installer has made all of it, for the counter's service may not.
        """
        for folder in (self.outbox, self.inbox, self.aside):
            if not folder.is_dir():
                folder.mkdir(parents=True, exist_ok=True)
                folder.chmod(_FOR_BOTH)

    def bundles(self, node: Node) -> list[OutFile]:
        """What waits in the outbox, in order. Raises OSError."""
        return bundles_in(self.outbox, node)

    def incoming(self, ending: str) -> list[Path]:
        """Whole files in the inbox with this ending, in order of their names. Raises OSError."""
        return incoming_in(self.inbox, ending)

    def put_aside(self, file: Path, why: str) -> None:
        """Moves a file out of the way, with a text beside it; the newest few stay there.

        Head office gives it again when asked. Raises OSError.
        """
        there = sorted(_files(self.aside), key=lambda one: (one.stat().st_mtime_ns, one.name))
        for old in there[: max(0, len(there) + 2 - 2 * _ASIDE)]:
            old.unlink(missing_ok=True)
        write_shared(self.aside / f"{file.name}.why", f"{why}\n".encode())
        move_durably(file, self.aside / file.name)


def whole_bundle(file: OutFile) -> Bundle | None:
    """The bundle in a file; None where it is cut, altered, or not the one its name says."""
    try:
        bundle = parse(read_bounded(file.path, FILE_LIMIT))
    except (OSError, SyncError):
        return None
    header = bundle.header
    named = (header.epoch, header.first, header.last)
    return bundle if bundle.is_whole and named == file[:3] else None


def bundles_in(folder: Path, node: Node) -> list[OutFile]:
    """This kiosk's bundles there, in order. Raises OSError."""
    found = (OutFile.named(path, node) for path in _files(folder))
    return sorted(one for one in found if one is not None)


def incoming_in(folder: Path, ending: str) -> list[Path]:
    """Feeds (``feed``) or acknowledgements (``ack``) there, by name. Raises OSError."""
    return sorted(
        path
        for path in _files(folder)
        if (found := _INCOMING.fullmatch(path.name)) is not None and found[1] == ending
    )


def write_shared(path: Path, data: bytes) -> None:
    """Writes a file that the folder's group may read: beside it, forced, renamed.

    The umask of a hardened service would hide it from the other one. Raises OSError.
    """
    part = path.with_name(path.name + _PART)
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o640)
    try:
        with suppress(PermissionError):  # sticks have no modes
            os.fchmod(descriptor, 0o640)
        written = 0
        while written < len(data):
            written += os.write(descriptor, data[written:])
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    move_durably(part, path)


def read_bounded(path: Path, limit: int) -> bytes:
    """All of a file, or one byte more than ``limit`` of a larger one. Raises OSError."""
    with path.open("rb") as file:
        return file.read(limit + 1)


def _files(folder: Path) -> Iterator[Path]:
    """Plain files; a link may lead anywhere."""
    try:
        with os.scandir(folder) as entries:
            found = [Path(entry.path) for entry in entries if entry.is_file(follow_symlinks=False)]
    except FileNotFoundError:
        return
    yield from found
