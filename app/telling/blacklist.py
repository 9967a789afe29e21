"""The blacklist in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from app.domain.blacklist import BlacklistEntry, EntryState
from app.domain.text import _
from app.operations.blacklist import BlacklistResult
from app.operations.blacklist_entries import BlacklistEntriesResult
from app.operations.paper.blacklist_slip import LISTED_NAMES, short_number
from app.operations.unblacklist import UnblacklistResult
from app.telling.words import Row, Told, Words

ENTRY_STATES = {
    EntryState.IN_FORCE: _("on the list"),
    EntryState.EXPIRED: _("over"),
    EntryState.LIFTED: _("lifted"),
}


def listed_text(listed: Sequence[BlacklistEntry]) -> str:
    """``BLACKLISTED``, where anything is on the list."""
    return _("BLACKLISTED") if listed else ""


def listed_rows(listed: Sequence[BlacklistEntry]) -> list[Row]:
    """``BLACKLIST  Card ..1234 since 2026-11-23: stolen``, one each."""
    return [(_("BLACKLIST"), entry_text(entry)) for entry in listed]


def entry_text(entry: BlacklistEntry) -> str:
    """What it is, since when, until when, why."""
    said = _("{name} {number} since {day}").format(
        name=LISTED_NAMES[entry.subject.what],
        number=short_number(entry.subject),
        day=entry.on.isoformat(),
    )
    if entry.until is not None:
        said = _("{said} until {day}").format(said=said, day=entry.until.isoformat())
    return f"{said}: {entry.reason}"


def entry_rows(entry: BlacklistEntry) -> list[Row]:
    """All that the list says of one entry."""
    signed = [str(who) for who in (entry.by, entry.second) if who is not None]
    return [
        (LISTED_NAMES[entry.subject.what], entry.subject.number),
        (_("Belongs to account"), entry.account),
        (_("Since"), entry.on.isoformat()),
        (_("Until"), "" if entry.until is None else entry.until.isoformat()),
        (_("Why"), entry.reason),
        (_("Operator"), ", ".join(signed)),
    ]


def _listed(_words: Words, done: BlacklistResult) -> Told:
    name = LISTED_NAMES[done.subject.what]
    return Told(
        _("{name} {number} is on the blacklist.").format(name=name, number=done.subject.number),
        [
            (_("Belongs to account"), done.account or _("not known here")),
            (_("Since"), done.since.isoformat()),
            (_("Until"), _("it is lifted") if done.until is None else done.until.isoformat()),
            (_("Reason"), done.reason),
        ],
    )


def _lifted(_words: Words, done: UnblacklistResult) -> Told:
    name = LISTED_NAMES[done.subject.what]
    return Told(
        _("{name} {number} is not on the blacklist any more.").format(
            name=name, number=done.subject.number
        ),
        [
            (_("Belongs to account"), done.account),
            (_("Since"), done.on.isoformat()),
            (_("Reason"), done.reason),
        ],
    )


def _entries(_words: Words, found: BlacklistEntriesResult) -> Told:
    headline = _("Page {page} of {pages}, {count} in all.").format(
        page=found.page, pages=found.pages, count=found.count
    )
    rows = [(ENTRY_STATES[one.state(found.today)], entry_text(one)) for one in found.entries]
    return Told(headline, rows)


TELLERS: dict[type[msgspec.Struct], Callable[[Words, Any], Told]] = {
    BlacklistResult: _listed,
    UnblacklistResult: _lifted,
    BlacklistEntriesResult: _entries,
}
