"""Files that came from kiosks without a network: taken, answered, and given what is new for them.

A folder is as `tapcard carry` makes it: ``tapcard/<key id of head office>/K07/out`` and ``in``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from app.domain.identity import Node
from app.domain.text import _
from app.ledger.files import sync_file
from app.office.administration import Taken
from app.office.store.errors import StoreError
from app.sync.bundle_header import FILE_LIMIT
from app.sync.feed import parse_feed
from app.sync.folder import bundles_in, read_bounded, write_shared
from app.sync.states import DeskState, read_state

_KIOSK = re.compile(r"K(\d{2,5})")
_FEEDS = 100
"""Feeds that are put on a stick at once."""
_FAILED = 500

Give = Callable[[Node, bytes], Taken]
Feed = Callable[[Node, dict[str, int]], bytes | None]


class FolderUnusable(StoreError):
    """Nothing can be read there, or written."""

    code = "folder_unusable"

    def __init__(self, path: Path, why: object) -> None:
        super().__init__(
            _("{path} cannot be used: {why}.").format(path=path, why=why),
            _("What was taken is safe; import again."),
        )


class Imported(NamedTuple):
    """What one kiosk's folder gave."""

    node: Node
    taken: int
    """Bundles that are durable here."""
    refused: dict[str, str]
    """Names of the others, with the reason."""
    feeds: int
    """Feeds that were written for it."""


def import_folder(place: Path, key: str, give: Give, feed: Feed) -> list[Imported]:
    """``key``: id of the office identity. Raises FolderUnusable, and what give and feed raise."""
    root = place / "tapcard" / key
    try:
        kiosks = sorted(one for one in root.iterdir() if _KIOSK.fullmatch(one.name))
        return [_import(one, int(one.name[1:]), give, feed) for one in kiosks]
    except OSError as error:
        raise FolderUnusable(root, error.strerror) from error


def _import(folder: Path, node: Node, give: Give, feed: Feed) -> Imported:
    taken, refused = 0, dict[str, str]()
    answers: dict[str, bytes] = {}
    for one in bundles_in(folder / "out", node):
        answer = give(node, read_bounded(one.path, FILE_LIMIT))
        if answer.status >= _FAILED:
            raise FolderUnusable(folder, answer.why)
        if answer.status >= 300:
            refused[one.path.name] = answer.why or answer.code
        else:
            taken += 1
        if answer.code != "refused":
            answers[f"push-{answer.code}"] = answer.ack  # the last of each kind says it all
    for name, ack in answers.items():
        _put(folder / "in" / f"{name}.ack", ack)
    return Imported(node, taken, refused, _feeds(folder, node, feed))


def _feeds(folder: Path, node: Node, feed: Feed) -> int:
    desk = read_state(folder / "out" / "desk.json", DeskState)
    versions = {} if desk is None else dict(desk.scopes)
    for number in range(1, _FEEDS + 1):
        data = feed(node, versions)
        if data is None:
            return number - 1
        _put(folder / "in" / f"feed-{number:012d}.feed", data)
        for step in parse_feed(data).header.scopes:
            versions[step.scope] = max(step.upto, versions.get(step.scope, 0))
    return _FEEDS


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_shared(path, data)
    sync_file(path)
