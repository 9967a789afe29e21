"""What a counter set before it joined head office, and head office sets otherwise or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from peewee import Database

from app.domain.identity import Node
from app.domain.master_data import head_office_sets
from app.domain.setting_kinds import SettingKind
from app.ledger.events.codec import AnyEvent
from app.ledger.projection.statements import all_rows

_ADD_UP = frozenset({SettingKind.METERS, SettingKind.INVOICES, SettingKind.MONTH})
"""Deliveries, and months that are locked: those of all nodes count together."""
_LAST = (
    "SELECT kind, subject, body FROM ("
    "SELECT kind, subject, body, ROW_NUMBER() OVER ("
    "PARTITION BY kind, subject ORDER BY at DESC, event DESC) AS place "
    "FROM setting_change WHERE event >> 48 = ?) AS said WHERE place = 1 ORDER BY kind, subject"
)
_COUNTED = ("revision", "old")
"""What says nothing of what counts: the number of a revision, and what stood before."""
_event = msgspec.json.Decoder(AnyEvent)


class OwnSetting(msgspec.Struct, frozen=True, kw_only=True):
    """One setting that is not head office's."""

    kind: SettingKind
    subject: str
    own: AnyEvent
    """Of the counter."""
    office: AnyEvent | None
    """What counts from now on; None: head office sets no such thing, and the counter's stands."""


def own_settings(db: Database, counter: Node, office: Node) -> list[OwnSetting]:
    """By kind and subject; nothing where both say the same."""
    theirs = {(kind, subject): body for kind, subject, body in _last(db, office)}
    found = []
    for kind, subject, body in _last(db, counter):
        own, said = _event.decode(body), theirs.get((kind, subject))
        head = None if said is None else _event.decode(said)
        if head is None or _what(own) != _what(head):
            found.append(OwnSetting(kind=kind, subject=subject, own=own, office=head))
    return found


def _last(db: Database, node: Node) -> Iterator[tuple[SettingKind, str, bytes]]:
    for name, subject, body in all_rows(db, _LAST, (node,)):
        kind = SettingKind(name)
        if head_office_sets(kind) and kind not in _ADD_UP:
            yield kind, str(subject), bytes(body)


def _what(event: AnyEvent) -> Any:  # noqa: ANN401  an event as plain values
    return _plain(msgspec.to_builtins(event))


def _plain(value: Any) -> Any:  # noqa: ANN401  plain values
    if not isinstance(value, dict):
        return value
    kept = {name: _plain(one) for name, one in value.items() if name not in _COUNTED}
    if isinstance(revision := value.get("revision"), dict):
        kept["revision"] = _plain(revision)
    return kept
