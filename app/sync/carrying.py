"""The same files on a stick: ``tapcard/<office key>/<kiosk>/out`` to head office, ``in`` from it.

Everything may be done twice, and the stick pulled at any time: a file is read back before it
counts, and nothing is removed before what came of it is safe.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from app.domain.identity import kiosk_name
from app.domain.text import _
from app.ledger.files import sync_file
from app.sync.answers import ANSWER_LIMIT, Answer, read_answer_file
from app.sync.bundle import key_id
from app.sync.bundle_header import FILE_LIMIT
from app.sync.errors import NotForUs, SyncError
from app.sync.feed import Feed, parse_feed
from app.sync.folder import (
    SyncFolder,
    bundles_in,
    incoming_in,
    read_bounded,
    write_shared,
)
from app.sync.states import DeskState, write_state

_ROOT = "tapcard"
_ENVELOPE = 1 << 10

Progress = Callable[[int, int], None]
"""Files done, and files in all."""


class StickFailed(SyncError):
    """The stick could not be read or written."""

    code = "stick_failed"


class Carried(NamedTuple):
    """What one visit of a stick did."""

    taken: int
    """Files from head office that now wait for the counter."""
    given: int
    """Bundles that were not on the stick before."""
    on_stick: int
    """Bundles that are on it now."""
    cleared: int
    """Bundles of which the counter knows that head office has them: removed from the stick."""
    broken: tuple[str, ...]
    """Names of files on the stick that are not whole, or for somebody else; they stay there."""


def carry(folder: SyncFolder, desk: DeskState, stick: Path, progress: Progress) -> Carried:
    """Takes from the stick what head office gave, then puts on it what head office lacks.

    ``desk``: as the counter told it last, with head office's key. Raises StickFailed.
    """
    if not stick.is_dir():
        raise StickFailed(_("There is no stick at {path}.").format(path=stick))
    place = stick / _ROOT / key_id(desk.office_key).hex() / kiosk_name(desk.node)
    with _in_words(stick):
        incoming = [
            *incoming_in(place / "in", "ack"),
            *incoming_in(place / "in", "feed"),
        ]
        waiting = folder.bundles(desk.node)
        total = len(incoming) + len(waiting)
        broken: list[str] = []
        for done, path in enumerate(incoming):
            progress(done, total)
            if not _take(path, folder, desk):
                broken.append(path.name)
        cleared = _clear(place / "out", desk)
        given = 0
        for done, one in enumerate(waiting, len(incoming)):
            progress(done, total)
            given += _give(one.path, place / "out")
        _say(desk, place / "out")
        progress(total, total)
        on_stick = len(bundles_in(place / "out", desk.node))
    return Carried(len(incoming) - len(broken), given, on_stick, cleared, tuple(broken))


def _take(path: Path, folder: SyncFolder, desk: DeskState) -> bool:
    """Copies a whole file into the inbox and removes it from the stick; False for a broken one."""
    data = read_bounded(path, ANSWER_LIMIT + _ENVELOPE)
    try:
        _require_for(desk, _opened(path, data))
    except SyncError:
        return False
    name = f"stick-{sha256(data).hexdigest()[:16]}-{path.name}"
    with _at_home():
        write_shared(folder.inbox / name, data)
    with suppress(OSError):  # a stick that is only read; twice is the same as once
        path.unlink()
    return True


def _opened(path: Path, data: bytes) -> Answer | Feed:
    return read_answer_file(data) if path.suffix == ".ack" else parse_feed(data)


def _require_for(desk: DeskState, found: Answer | Feed) -> None:
    if isinstance(found, Answer):
        found.require_genuine(desk.office_key, desk.node)
    elif found.header.kiosk != desk.node:
        raise NotForUs(_("This file is for another counter."))
    else:
        found.open(desk.office_key)


def _clear(out: Path, desk: DeskState) -> int:
    """Removes bundles that are acknowledged."""
    done = [
        one
        for one in bundles_in(out, desk.node)
        if one.epoch == desk.epoch and one.last <= desk.acknowledged
    ]
    for one in done:
        one.path.unlink(missing_ok=True)
    return len(done)


def _say(desk: DeskState, out: Path) -> None:
    """How the counter stands, so that head office knows from where on it gives."""
    out.mkdir(parents=True, exist_ok=True)
    write_state(out / "desk.json", desk)


def _give(file: Path, out: Path) -> bool:
    """Puts a bundle on the stick and reads it back; False where it is there already, or gone."""
    try:
        data = read_bounded(file, FILE_LIMIT)
    except FileNotFoundError:
        return False  # the counter has its ack meanwhile
    target = out / file.name
    if target.exists() and target.stat().st_size == len(data) and target.read_bytes() == data:
        return False
    out.mkdir(parents=True, exist_ok=True)
    write_shared(target, data)
    sync_file(target)
    if target.read_bytes() != data:
        raise StickFailed(_("The stick gives back other bytes than were written: take another."))
    return True


@contextmanager
def _at_home() -> Iterator[None]:
    """Errors of the kiosk's own disk are not the stick's."""
    try:
        yield
    except OSError as error:
        raise StickFailed(
            _("The kiosk's own folder cannot be written: {reason}.").format(reason=error.strerror)
        ) from error


@contextmanager
def _in_words(stick: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StickFailed(_sentence(error, stick)) from error


def _sentence(error: OSError, stick: Path) -> str:
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return _("The stick is full: what is on it is whole; the rest needs another.")
        case errno.EROFS | errno.EACCES | errno.EPERM:
            return _("The stick cannot be written: is its lock set?")
        case errno.EIO | errno.ENODEV | errno.ENOENT | errno.ENXIO | errno.ENOTCONN:
            return _("The stick was pulled or is broken: put it in and carry again.")
    reason = error.strerror or os.strerror(error.errno or 0)
    return _("The stick at {path} cannot be used: {reason}.").format(path=stick, reason=reason)
