"""Who changed which setting, when, from what to what."""

from __future__ import annotations

import msgspec
from peewee import Database

from app.domain.identity import EventId, Operator, Stamp
from app.domain.setting_kinds import SettingKind
from app.ledger.events.codec import AnyEvent
from app.ledger.projection.statements import execute
from app.ledger.queries.reading import id_of, value

_event = msgspec.json.Decoder(AnyEvent)


class SettingChange(msgspec.Struct, frozen=True, kw_only=True):
    """One change of a setting."""

    event: EventId
    at: Stamp
    kind: SettingKind
    subject: str
    operator: Operator | None
    second: Operator | None
    old: AnyEvent | None
    """What had set it before; None: it was set for the first time."""
    new: AnyEvent


def count(db: Database, kind: SettingKind | None, subject: str | None) -> int:
    """Changes of a kind and subject; of all where nothing is said."""
    where, params = _where(kind, subject)
    return int(value(db, f"SELECT COUNT(*) FROM setting_change {where}", params))  # noqa: S608  constants


def changes(
    db: Database, kind: SettingKind | None, subject: str | None, *, skip: int, most: int
) -> list[SettingChange]:
    """A page of changes, the latest first, each with what it changed."""
    where, params = _where(kind, subject)
    rows = execute(
        db,
        "SELECT event, at, kind, subject, operator, second, body, before FROM ("  # noqa: S608  constants
        "SELECT event, at, kind, subject, operator, second, body, "
        "LAG(body) OVER (PARTITION BY kind, subject ORDER BY at, event) AS before "
        f"FROM setting_change {where}) AS changed ORDER BY at DESC, event DESC LIMIT ? OFFSET ?",
        (*params, most, skip),
    )
    return [
        SettingChange(
            event=EventId.from_key(event),
            at=at,
            kind=SettingKind(of),
            subject=which,
            operator=operator,
            second=second,
            old=None if before is None else _event.decode(before),
            new=_event.decode(body),
        )
        for event, at, of, which, operator, second, body, before in rows
    ]


def latest(db: Database, kind: SettingKind, subject: str) -> EventId | None:
    """The event that set something last; None where nothing did."""
    return id_of(
        value(
            db,
            "SELECT event FROM setting_change WHERE kind = ? AND subject = ? "
            "ORDER BY at DESC, event DESC LIMIT 1",
            (kind.value, subject),
        )
    )


def _where(kind: SettingKind | None, subject: str | None) -> tuple[str, tuple[str, ...]]:
    given = [("kind = ?", kind), ("subject = ?", subject)]
    kept = [(clause, str(sought)) for clause, sought in given if sought is not None]
    if not kept:
        return "", ()
    return "WHERE " + " AND ".join(clause for clause, _sought in kept), tuple(
        sought for _clause, sought in kept
    )
